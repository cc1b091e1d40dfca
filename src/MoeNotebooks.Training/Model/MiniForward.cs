using MoeNotebooks.Native;
using MoeNotebooks.Training.Functions;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>The forward pass of <see cref="MiniModel"/>: DeepSeek-V2's, on packed rows with plain causal attention.</summary>
internal static class MiniForward
{
    /// <summary>The last norm's output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">[B, L].</param>
    /// <param name="use">Gets what every router did; <see langword="null"/> where nothing is learned.</param>
    /// <returns>[B · L, h].</returns>
    public static Tensor Hidden(MiniModel model, Tensor ids, RouterUse? use = null)
    {
        var (b, l) = (ids.shape[0], ids.shape[1]);
        var x = EmbeddingFunction.apply(model.Parameters["embed"], ids.reshape(-1)); // [T,h], T = B*L
        for (var i = 0; i < model.Config.Layers; i++)
        {
            x = x.Plus(Attention(model, i, Norm(model, x, model[i, "norm1"]), b, l));
            var n = Norm(model, x, model[i, "norm2"]);
            var y = Glu(n, model[i, "gate_up"], model[i, "down"]);
            x = x.Plus(i == 0 ? y : y.Plus(Routed(model, i, n, use)));
        }

        return Norm(model, x, model.Parameters["norm"]);
    }

    /// <summary>Logits [T, V] of hidden states [T, h].</summary>
    public static Tensor Logits(MiniModel model, Tensor hidden) => Linear(hidden, model.Parameters["head"]);

    private static Tensor Norm(MiniModel model, Tensor x, Tensor w) => RmsNormFunction.apply(x, w, model.Config.Epsilon);

    private static Tensor Linear(Tensor x, Tensor w) => LinearFunction.Fits(w) ? LinearFunction.apply(x, w) : matmul(x, w.t());

    private static Tensor Glu(Tensor x, Tensor gateUp, Tensor down) => Linear(GluFunction.apply(Linear(x, gateUp)), down);

    private static Tensor Attention(MiniModel model, int i, Tensor x, long b, long l)
    {
        var c = model.Config;
        var q = Linear(x, model[i, "q"]);                                           // [T, heads * (nope + rope)]
        var kvA = Linear(x, model[i, "kv_a"]);                                      // [T, rank + rope]
        var latent = Norm(model, kvA.narrow(1, 0, c.KvRank), model[i, "kv_norm"]);
        var kv = Linear(latent, model[i, "kv_b"]);                                  // [T, heads * (nope + value)]
        var all = new HeadsFunction.Cut((int)b, (int)l, c.Heads, At: 0, c.Nope, Step: c.Nope + c.ValueWidth);
        var query = HeadsFunction.apply(q, q, all with { Step = c.Nope + c.Rope, Turned = c.Rope, TurnedAt = c.Nope, TurnedStep = c.Nope + c.Rope }, model.Rotary);
        var key = HeadsFunction.apply(kv, kvA, all with { Turned = c.Rope, TurnedAt = c.KvRank }, model.Rotary);
        var value = HeadsFunction.apply(kv, null!, all with { At = c.Nope, Plain = c.ValueWidth }, model.Rotary);
        var o = nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true);
        return Linear(o.transpose(1, 2).reshape(b * l, c.Heads * c.ValueWidth), model[i, "o"]);
    }

    private static Tensor Routed(MiniModel model, int i, Tensor x, RouterUse? use)
    {
        var (scores, chosen, weight) = MiniRouter.Choose(model, i, Linear(x, model[i, "router"]));
        var dispatch = ExpertDispatch.Of(chosen, model.Config.Experts);
        use?.Add(i, scores, dispatch.Counts);
        return RoutedExpertsFunction.apply(x, weight, model[i, "experts_gate_up"], model[i, "experts_down"], dispatch);
    }
}
