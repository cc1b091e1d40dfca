using MoeNotebooks.Errors;
using MoeNotebooks.Training;
using MoeNotebooks.Training.Model;

namespace MoeNotebooks.Tests.Training.Model;

public sealed class MiniModelConfigTests
{
    [Fact]
    public void A_shared_width_that_the_written_config_would_lose_is_refused_before_anything_is_made() =>
        Should
            .Throw<MoeUsageException>(() =>
                new MiniModel(MiniRecipe.MiniCoarse.Shape with { SharedWidth = 32 }, seed: 1)
            )
            .Message.ShouldContain("a shared width of 32, no multiple of the experts' 48");

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var wrong = MiniRecipe.MiniSigmoid.Shape with
        {
            TopK = 6,
            TopGroups = 1,
            Rope = 15,
            SharedWidth = 40,
            RouterStart = -1,
        };
        var error = Should.Throw<MoeUsageException>(wrong.Validate).Message;
        error.ShouldContain("a shared width of 40");
        error.ShouldContain("takes 6 experts from 1 of 8 groups of 24 experts");
        error.ShouldContain("turns 15 numbers");
        error.ShouldContain("start with a deviation of -1");
    }

    [Fact]
    public void The_recipes_have_nothing_wrong() => MiniRecipe.All.ShouldAllBe(recipe => Valid(recipe.Shape));

    private static bool Valid(MiniModelConfig shape)
    {
        shape.Validate();
        return true;
    }
}
