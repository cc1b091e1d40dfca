using MoeNotebooks.Training.Optimizers;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Optimizers;

public sealed class AdamWTests
{
    [Fact]
    public void The_first_step_is_the_rate_in_the_gradients_direction_whatever_its_size()
    {
        using var scope = NewDisposeScope();
        var (p, first, second) = (tensor([1.0f, -2.0f, 3.0f]), zeros(3), zeros(3));
        AdamW.Step(p, tensor([10f, -0.001f, 0f]), scale: 1, first, second, step: 1, rate: 0.1, decay: 0);
        Values(p).ShouldBe([0.9f, -1.9f, 3.0f], 1e-5f);
        Values(first).ShouldBe([1f, -0.0001f, 0f], 1e-6f); // 0.1 g
        Values(second).ShouldBe([2f, 0.02e-6f, 0f], 1e-6f); // 0.02 g²
    }

    [Fact]
    public void Steps_with_clipping_and_decay_equal_the_equations_in_double()
    {
        using var scope = NewDisposeScope();
        double[][] gradients =
        [
            [0.3, -2, 0.01],
            [-0.5, -1, 0.02],
            [0.1, 4, -0.03],
            [0.2, 0, 0.04],
        ];
        var (p, first, second) = (tensor([0.5f, -0.25f, 2f]), zeros(3), zeros(3));
        double[] w = [0.5, -0.25, 2],
            m = new double[3],
            v = new double[3];
        const double Rate = 0.05,
            Decay = 0.2,
            Clip = 0.5;
        for (var t = 1; t <= gradients.Length; t++)
        {
            AdamW.Step(p, tensor([.. gradients[t - 1].Select(g => (float)g)]), Clip, first, second, t, Rate, Decay);
            for (var i = 0; i < 3; i++)
            {
                var g = Clip * gradients[t - 1][i];
                m[i] = (0.9 * m[i]) + (0.1 * g);
                v[i] = (0.98 * v[i]) + (0.02 * g * g);
                var step = m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.98, t))) + 1e-8);
                w[i] = w[i] - (Rate * Decay * w[i]) - (Rate * step);
            }

            Values(p).Zip(w).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 2e-6, $"step {t}");
        }
    }

    private static float[] Values(Tensor x) => x.data<float>().ToArray();
}
