namespace MoeNotebooks.Training.Model;

/// <summary>Name, initial standard deviation (0: all ones) and shape of every weight.</summary>
internal static class ParameterTable
{
    private const double Inner = 0.05;

    public static IEnumerable<(string Name, double Deviation, long[] Shape)> Of(MiniModelConfig c)
    {
        yield return ("embed", 0.05, [c.Vocabulary, c.Hidden]);
        yield return ("head", 0.05, [c.Vocabulary, c.Hidden]);
        yield return ("norm", 0, [c.Hidden]);
        for (var layer = 0; layer < c.Layers; layer++)
        {
            foreach (var (part, deviation, shape) in OfLayer(c, layer))
            {
                yield return ($"{layer}.{part}", deviation, shape);
            }
        }
    }

    private static IEnumerable<(string Part, double Deviation, long[] Shape)> OfLayer(MiniModelConfig c, int layer)
    {
        var outer = 0.04 / Math.Sqrt(2 * c.Layers); // what is added to the residual stream begins small
        var width = layer == 0 ? c.DenseWidth : c.SharedWidth;
        yield return ("norm1", 0, [c.Hidden]);
        yield return ("norm2", 0, [c.Hidden]);
        yield return ("q", Inner, [c.Heads * (c.Nope + c.Rope), c.Hidden]);
        yield return ("kv_a", Inner, [c.KvRank + c.Rope, c.Hidden]);
        yield return ("kv_norm", 0, [c.KvRank]);
        yield return ("kv_b", Inner, [c.Heads * (c.Nope + c.ValueWidth), c.KvRank]);
        yield return ("o", outer, [c.Hidden, c.Heads * c.ValueWidth]);
        yield return ("gate_up", Inner, [2 * width, c.Hidden]); // the shared expert's, or the dense layer's
        yield return ("down", outer, [c.Hidden, width]);
        if (layer > 0)
        {
            yield return ("router", c.RouterStart, [c.Experts, c.Hidden]);
            yield return ("experts_gate_up", Inner, [c.Experts, 2 * c.ExpertWidth, c.Hidden]);
            yield return ("experts_down", outer, [c.Experts, c.Hidden, c.ExpertWidth]);
        }
    }
}
