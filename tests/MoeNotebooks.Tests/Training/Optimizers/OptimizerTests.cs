using MoeNotebooks.Training;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Optimizers;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Optimizers;

/// <summary>What a GPU does, on the CPU, against one weight after another.</summary>
[Collection("console")]
public sealed class OptimizerTests
{
    private static readonly TrainingOptions Options = new() { WarmUp = 1 };

    [Fact]
    public void Layers_updated_together_become_what_they_become_one_by_one()
    {
        using var single = new MiniModel(MiniRecipe.MiniSoftmax.Shape with { Layers = 4, Hidden = 32 }, seed: 1);
        using var joint = new MiniModel(single.Config, seed: 1);
        using var one = new Optimizer(single, Options, together: false);
        using var all = new Optimizer(joint, Options, together: true);
        using var scope = NewDisposeScope();
        for (var step = 1; step <= 2; step++)
        {
            var gradients = single.Parameters.ToDictionary(p => p.Key, p => randn_like(p.Value, requires_grad: false));
            one.Step(gradients, step);
            all.Step(gradients, step);
        }

        joint[1, "q"].data<float>().ToArray().ShouldNotBe(joint[2, "q"].data<float>().ToArray());
        foreach (var (name, weight) in single.Parameters)
        {
            (weight - joint.Parameters[name]).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
        }

        all.Moments.Keys.Order().ShouldBe(one.Moments.Keys.Order());
        foreach (var (name, moment) in one.Moments)
        {
            moment.allclose(all.Moments[name], 1e-4, 1e-5).ShouldBeTrue(name);
        }
    }
}
