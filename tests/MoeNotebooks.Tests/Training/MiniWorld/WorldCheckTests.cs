using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class WorldCheckTests
{
    [Fact]
    public void No_shortcut_gains_more_than_five_points_over_guessing_on_the_shipped_sets()
    {
        var findings = WorldCheck.Run(new World());
        findings.Where(finding => finding.IsTooGood).ShouldBeEmpty();
        findings.GroupBy(finding => finding.Task).Count().ShouldBe(6);
        WorldCheck
            .Floors(findings)
            .ShouldAllBe(floor =>
                floor.Value >= 1.0 / floor.Key.Choices() && floor.Value <= (1.0 / floor.Key.Choices()) + 0.05
            );
    }

    [Fact]
    public void A_shortcut_shows_that_works_either_way_round_and_shares_ties()
    {
        MiniItem[] items =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i => new MiniItem(
                    MiniTask.ArcEasy,
                    "Where?",
                    "",
                    i % 2 == 0 ? ["aaa", "b", "c", "d"] : ["b", "aaa", "c", "d"],
                    i % 2,
                    "x"
                )),
        ];
        new Shortcut("longest", item => [.. item.Choices.Select(c => (double)c.Length)]).Accuracy(items).ShouldBe(1);
        new Shortcut("shortest", item => [.. item.Choices.Select(c => -(double)c.Length)]).Accuracy(items).ShouldBe(1);
        new Shortcut("nothing", item => [.. item.Choices.Select(_ => 0.0)]).Accuracy(items).ShouldBe(0.25);
        new Shortcut("first place", item => [1, 0, 0, 0]).Accuracy(items).ShouldBe(0.5);
    }

    [Fact]
    public void Word_matching_that_answered_the_first_worlds_questions_is_found_out()
    {
        // a passage about one person only, always told plainly: the asked word stands in it where the answer is yes
        MiniItem[] items =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(i => new MiniItem(
                    MiniTask.BoolQ,
                    i % 2 == 0 ? "Anna is big. Anna is loud." : "Anna is small. Anna is loud.",
                    "is Anna big",
                    ["no", "yes"],
                    i % 2 == 0 ? 1 : 0,
                    "Anna"
                )),
        ];
        var shortcuts = Shortcuts
            .Of(MiniTask.BoolQ, new WordSequences(new World(), 10))
            .ToDictionary(s => s.Name, s => s.Accuracy(items));
        shortcuts["the asked word stands in the passage"].ShouldBe(1);
        shortcuts["a sentence has all words of the question"].ShouldBe(1);
        shortcuts["who comes first in the passage"].ShouldBe(0.5);
    }
}
