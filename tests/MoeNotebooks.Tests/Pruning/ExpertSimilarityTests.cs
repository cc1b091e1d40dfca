using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

public sealed class ExpertSimilarityTests : IDisposable
{
    private const int Experts = 8;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_mean_cosine_over_tokens_of_what_two_experts_give()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder.Path);
        var similarity = new ExpertSimilarity(model);
        var tokens = linspace(-1, 1, 5 * model.Config.HiddenSize).view(5, -1).sin();
        foreach (var layer in model.MoeLayers.Reverse())
        {
            foreach (var rows in new[] { tokens[..3], tokens[3..] })
            {
                similarity.ObserveOutputs(layer, new(zeros(1), zeros(1), zeros(1), rows));
            }
        }

        var policy = similarity.Policy(2, 0.5);
        (policy.K0, policy.Rho, policy.Similarity.Count).ShouldBe((2, 0.5, model.MoeLayers.Count));
        foreach (var (i, layer) in model.MoeLayers.Index())
        {
            var outputs = model.EveryExpert(layer, tokens);
            for (var (e, f) = (0, 0); e < Experts; f++, e += f / Experts, f %= Experts)
            {
                var mean = Enumerable
                    .Range(0, 5)
                    .Average(token => Cosine(Row(outputs, token, e), Row(outputs, token, f)));
                policy.Similarity[i][(e * Experts) + f].ShouldBe(mean, 0.6e-4, $"{e} and {f} of layer {layer}");
            }
        }
    }

    private static double[] Row(Tensor outputs, int token, int expert) =>
        [.. outputs[token, expert].to_type(ScalarType.Float64).contiguous().data<double>()];

    private static double Cosine(double[] a, double[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
