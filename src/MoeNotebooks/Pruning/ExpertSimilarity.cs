using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using TorchSharp;

namespace MoeNotebooks.Pruning;

/// <summary>How alike experts are: the mean over tokens of the cosine between what two experts of a layer give for the
/// same token. Every expert runs on every token, chosen or not, a few tokens at a time.</summary>
/// <param name="model">The model whose tokens are seen.</param>
internal sealed class ExpertSimilarity(MoeModel model) : IExpertObserver
{
    private const long LargestOutputs = 1 << 24; // elements: 64 MiB of f32
    private readonly SortedDictionary<int, double[]> _sums = []; // [E · E] of each MoE layer
    private readonly Dictionary<int, long> _tokens = [];

    public void Observe(int layer, torch.Tensor experts, torch.Tensor weights)
    {
        // all that is gathered comes with the outputs
    }

    public void ObserveOutputs(int layer, ExpertActivity activity)
    {
        var (count, size) = (model.Config.Moe.Router.Experts, model.Config.HiddenSize);
        var sums = _sums.TryGetValue(layer, out var known) ? known : _sums[layer] = new double[count * count];
        var atOnce = Math.Max(1, LargestOutputs / ((long)count * size));
        for (long start = 0; start < activity.Before.shape[0]; start += atOnce)
        {
            using var scope = torch.NewDisposeScope();
            var rows = activity.Before.narrow(0, start, Math.Min(atOnce, activity.Before.shape[0] - start));
            var outputs = model.EveryExpert(layer, rows); // [n, E, h]
            var norms = (outputs * outputs).sum([2L], keepdim: true).sqrt().Clamp(from: 1e-20); // [n, E, 1]
            var units = outputs / norms;
            var cosines = units.matmul(units.transpose(1, 2)).to_type(torch.ScalarType.Float64).sum([0L]); // [E, E]
            foreach (var (i, cosine) in cosines.cpu().contiguous().data<double>().Index())
            {
                sums[i] += cosine;
            }
        }

        _tokens[layer] = _tokens.GetValueOrDefault(layer) + activity.Before.shape[0];
    }

    /// <summary>The expert among some that is most like another; of equals the one named first.</summary>
    public int Nearest(int layer, int expert, IReadOnlyList<int> among) =>
        among.MaxBy(other => _sums[layer][(expert * model.Config.Moe.Router.Experts) + other]);

    /// <summary>The policy with what was measured, to four digits.</summary>
    public SimilarityReroute Policy(int k0, double rho) =>
        new(
            k0,
            rho,
            [
                .. _sums.Select(layer =>
                    layer.Value.Select(sum => Math.Clamp(Math.Round(sum / _tokens[layer.Key], 4), -1, 1)).ToArray()
                ),
            ]
        );
}
