using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class QuestionClustersTests
{
    [Fact]
    public void Questions_of_one_label_are_one_sum_and_the_others_stand_alone()
    {
        var sums = QuestionClusters.Sums([([1, 1, 0, 1], ["a", "a", null, null])]).ShouldHaveSingleItem();
        sums.Order().ShouldBe([0, 0.25, 0.5]);
    }

    [Fact]
    public void Tasks_about_the_same_things_are_one_group_and_others_are_not()
    {
        QuestionClusters
            .Sums([([1, 0], ["a", "b"]), ([1, 1], ["b", "c"])])
            .ShouldHaveSingleItem()
            .Order()
            .ShouldBe([0.25, 0.25, 0.25]); // b: 0 of the first, 1 of the second
        QuestionClusters.Sums([([1, 0], ["a", "b"]), ([1, 1], ["c", "d"])]).Count.ShouldBe(2);
    }

    [Fact]
    public void An_error_by_clusters_is_the_plain_one_where_every_question_stands_alone()
    {
        double[] first = [1, 0, 1, 1, 0],
            second = [1, 1, 0];
        StandardError
            .Clustered([(first, new string?[5]), (second, new string?[3])])!
            .Value.ShouldBe(
                StandardError.OfTaskMean([StandardError.OfMean(first), StandardError.OfMean(second)])!.Value,
                1e-12
            );
        StandardError.Clustered([([1], [null])]).ShouldBeNull();
    }

    [Fact]
    public void Asking_everything_twice_tells_nothing_more()
    {
        double[] once = [1, 0, 1, 1, 0, 1];
        string?[] names = ["a", "b", "c", "d", "e", "f"];
        var error = StandardError.Clustered([(once, names)])!.Value;
        StandardError.Clustered([([.. once, .. once], [.. names, .. names])])!.Value.ShouldBe(error, 1e-12);
        // What ignoring it would claim
        StandardError.Clustered([([.. once, .. once], new string?[12])])!.Value.ShouldBeLessThan(0.75 * error);
    }

    [Fact]
    public void A_task_counts_as_much_as_another_whatever_its_questions_are()
    {
        var groups = QuestionClusters.Sums([([1, 1], [null, null]), ([1, 1, 1, 1], [null, null, null, null])]);
        groups.Select(group => group.Sum()).ShouldBe([0.5, 0.5]);
        groups.Select(group => group.Length).ShouldBe([2, 4]);
        StandardError.Clustered([]).ShouldBeNull();
    }
}
