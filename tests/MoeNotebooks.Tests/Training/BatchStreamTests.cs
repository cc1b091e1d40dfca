using MoeNotebooks.Training;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training;

public sealed class BatchStreamTests
{
    private static readonly World Shipped = MiniRecipe.World();
    private static readonly BatchStream Stream = new(Shipped, MiniRecipe.Tokenizer(), seed: 4, rows: 12, length: 128);

    [Fact]
    public void A_steps_batch_depends_on_the_step_alone()
    {
        Make(9).Ids.ShouldBe(Make(9).Ids);
        Make(9).Ids.ShouldNotBe(Make(10).Ids);
    }

    [Fact]
    public void Rows_are_nearly_full_and_targets_are_the_next_ids()
    {
        var batches = Enumerable.Range(1, 20).Select(step => Make(step)).ToArray();
        batches.Average(b => (double)b.Tokens / b.Ids.Length).ShouldBeGreaterThan(0.95);
        var batch = batches[0];
        for (var i = 0; i < batch.Ids.Length; i++)
        {
            if (i % batch.Length == 0)
            {
                batch.Ids[i].ShouldBe(0);
            }
            else
            {
                batch.Ids[i].ShouldBe(batch.Targets[i - 1]);
            }
        }
    }

    [Fact]
    public void Only_some_tokens_of_questions_are_learned_and_answers_count_four_times()
    {
        Make(2500).Weights.Distinct().Order().ShouldBe([0f, 0.3f, 1f, 4f]);
    }

    private static Batch Make(long step) => Stream.Make(step, TextStage.Main);
}
