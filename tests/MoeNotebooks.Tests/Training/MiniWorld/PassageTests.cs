using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class PassageTests
{
    [Fact]
    public void One_sentence_tells_each_trait_and_one_speaks_of_somebody_else()
    {
        var random = new Random(2);
        for (var i = 0; i < 500; i++)
        {
            var passage = Passage.Write(random, ReadingLevel.Sets, traits: 2);
            var sentences = Sentences(passage);
            sentences.Length.ShouldBe(3);
            sentences.Count(s => s.Contains(passage.Other!.Name)).ShouldBe(1);
            foreach (var told in passage.Traits)
            {
                sentences.Count(s => Ways(passage.About, told.Trait, told.Holds).Contains(s)).ShouldBe(1, passage.Text);
                passage.Ask(told, asksOther: false).Holds.ShouldBe(told.Holds);
                passage.Ask(told, asksOther: true).Holds.ShouldBe(!told.Holds);
            }
        }
    }

    [Fact]
    public void An_easy_passage_speaks_of_nobody_else_and_in_plain_sentences()
    {
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var passage = Passage.Write(random, ReadingLevel.Sets, traits: 3, alone: true, plain: true);
            passage.Other.ShouldBeNull();
            Sentences(passage)
                .Order()
                .ShouldBe(passage.Traits.Select(told => Ways(passage.About, told.Trait, told.Holds)[0]).Order());
        }
    }

    [Theory]
    [InlineData(true, false, "is Ben big?", "yes", "Ben is big. True or False?", "True", "is Ben big or small?", "big")]
    [InlineData(
        true,
        true,
        "is Ben small?",
        "no",
        "Ben is small. True or False?",
        "False",
        "is Ben small or big?",
        "big"
    )]
    [InlineData(
        false,
        false,
        "is Ben big?",
        "no",
        "Ben is big. True or False?",
        "False",
        "is Ben big or small?",
        "small"
    )]
    [InlineData(
        false,
        true,
        "is Ben small?",
        "yes",
        "Ben is small. True or False?",
        "True",
        "is Ben small or big?",
        "small"
    )]
    public void A_claim_is_asked_about_in_three_forms(
        bool big,
        bool asksOther,
        string boolq,
        string yes,
        string rte,
        string isTrue,
        string which,
        string word
    )
    {
        var question = YesNoQuestion.About(new Entity(EntityKind.Person, "Ben", []), trait: 0, big, asksOther);
        new[] { QuestionForm.BoolQ, QuestionForm.Rte, QuestionForm.EitherOr }
            .Select(form => (question.Ask(form), question.Answer(form)))
            .ShouldBe([(boolq, yes), (rte, isTrue), (which, word)]);
    }

    [Fact]
    public void No_entity_of_the_world_has_a_strangers_name() =>
        new World()
            .Entities.Select(e => e.Name)
            .Intersect(WorldTables.Strangers, StringComparer.OrdinalIgnoreCase)
            .ShouldBeEmpty();

    private static string[] Sentences(Passage passage) =>
        [.. passage.Text.Split(". ").Select(s => s.TrimEnd('.') + ".")];

    // plain, negated, in other words
    private static string[] Ways(Entity who, int trait, bool holds)
    {
        var (pole, other) = (WorldTables.Traits[trait].Pole(holds), WorldTables.Traits[trait].Pole(!holds));
        return [who.Fill("{E} is {v}.", pole.Word), who.Fill("{E} is not {v}.", other.Word), who.Fill(pole.Paraphrase)];
    }
}
