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
    public void Each_weight_takes_its_own_kind_of_step()
    {
        var options = new TrainingOptions
        {
            WarmUp = 4,
            RouterRate = 0.5,
            AdamRate = 0.01,
            MuonRate = 0.02,
            Decay = 0.1,
        };
        using var model = new MiniModel(MiniRecipe.MiniSoftmax.Shape with { Layers = 2, Hidden = 32 }, seed: 1);
        using var optimizer = new Optimizer(model, options, together: false);
        using var scope = NewDisposeScope();
        var gradients = model.Parameters.ToDictionary(p => p.Key, p => randn_like(p.Value, requires_grad: false));
        var before = model.Parameters.ToDictionary(p => p.Key, p => p.Value.detach().clone());
        string[] byAdam =
        [
            .. before.Keys.Where(name =>
                name is "embed" or "head"
                || before[name].dim() == 1
                || name.EndsWith(".router", StringComparison.Ordinal)
            ),
        ];
        // Of AdamW's gradients alone
        var norm = Math.Sqrt(byAdam.Sum(name => gradients[name].data<float>().Sum(g => (double)g * g)));
        optimizer.Step(gradients, step: 1);

        foreach (var (name, p) in before)
        {
            var g = gradients[name];
            if (byAdam.Contains(name))
            {
                // The first of four steps of warm-up
                var rate = 0.01 / 4 * (name.EndsWith(".router", StringComparison.Ordinal) ? 0.5 : 1);
                AdamW.Step(
                    p,
                    g,
                    1 / norm,
                    zeros_like(p),
                    zeros_like(p),
                    1,
                    rate,
                    decay: name == "head" || name.EndsWith(".router", StringComparison.Ordinal) ? 0.1 : 0
                );
            }
            else
            {
                // Gates and ups are two matrices
                var rows = name.EndsWith("gate_up", StringComparison.Ordinal) ? p.shape[^2] / 2 : p.shape[^2];
                Muon.Step(p, g, zeros_like(p), rows, 0.02 / 4, decay: 0.1);
            }

            (model.Parameters[name] - p).abs().max().item<float>().ShouldBeLessThan(1e-6f, name);
        }

        byAdam.Length.ShouldBeInRange(4, before.Count - 4); // both kinds were there
    }

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
