using MoeNotebooks.Training;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class TextStageTests
{
    [Theory]
    [InlineData(1, true, 1)]
    [InlineData(300, true, 1)]
    [InlineData(400, true, 0.8833333)] // a sixth of the way from 1 to 0.3
    [InlineData(401, false, 0.8821667)]
    [InlineData(600, false, 0.65)]
    [InlineData(900, false, 0.3)]
    [InlineData(5000, false, 0.3)]
    public void Passages_come_first_and_are_easy_at_first(long step, bool first, double easy)
    {
        var stage = TextStage.At(step, first: 400, easy: 900);
        stage.First.ShouldBe(first);
        stage.Easy.ShouldBe(easy, 1e-6);
    }

    [Fact]
    public void First_texts_are_read_and_later_ones_tell_facts()
    {
        var world = MiniRecipe.World();
        var names = world.Entities.Select(e => e.Name).ToArray();
        Share(new TextStage(First: true, Easy: 1)).ShouldBeLessThan(0.1);
        Share(TextStage.Main).ShouldBeGreaterThan(0.4);

        // of texts that name an entity of the world
        double Share(TextStage stage)
        {
            var texts = new TrainingTexts(world, new Random(4), stage);
            return Enumerable
                    .Range(0, 300)
                    .Count(_ => string.Concat(texts.Next().Select(s => s.Text)) is var text && names.Any(text.Contains))
                / 300.0;
        }
    }
}
