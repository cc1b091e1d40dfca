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
    /// <param name="balance">Gets every layer's balance loss; <see langword="null"/> where nothing is learned.</param>
    /// <returns>[B · L, h].</returns>
    public static Tensor Hidden(MiniModel model, Tensor ids, BalanceLoss? balance = null)
    {
        var (b, l) = (ids.shape[0], ids.shape[1]);
        var x = EmbeddingFunction.apply(model.Parameters["embed"], ids.reshape(-1)); // [T,h], T = B*L
        for (var i = 0; i < model.Config.Layers; i++)
        {
            x = x.Plus(Attention(model, i, Norm(model, x, model[i, "norm1"]), b, l));
            var n = Norm(model, x, model[i, "norm2"]);
            var y = Glu(n, model[i, "gate_up"], model[i, "down"]);
            x = x.Plus(i == 0 ? y : y.Plus(Routed(model, i, n, balance)));
        }

        return Norm(model, x, model.Parameters["norm"]);
    }

    /// <summary>Logits [T, V] of hidden states [T, h].</summary>
    public static Tensor Logits(MiniModel model, Tensor hidden) => Linear(hidden, model.Parameters["head"]);

    private static Tensor Norm(MiniModel model, Tensor x, Tensor w) => RmsNormFunction.apply(x, w, model.Config.Epsilon);

    private static Tensor Linear(Tensor x, Tensor w) => LinearFunction.Fits(w) ? LinearFunction.apply(x, w) : matmul(x, w.t());

    private static Tensor Glu(Tensor x, Tensor gateUp, Tensor down)
    {
        var z = Linear(x, gateUp).chunk(2, 1);
        return Linear(nn.functional.silu(z[0]) * z[1], down);
    }

    private static Tensor Attention(MiniModel model, int i, Tensor x, long b, long l)
    {
        var c = model.Config;
        var q = Linear(x, model[i, "q"]).view(b, l, c.Heads, c.Nope + c.Rope);
        var kvA = Linear(x, model[i, "kv_a"]);                                      // [T, rank + rope]
        var latent = Norm(model, kvA.narrow(1, 0, c.KvRank), model[i, "kv_norm"]);
        var kv = Linear(latent, model[i, "kv_b"]).view(b, l, c.Heads, c.Nope + c.ValueWidth);
        var keyPosition = model.Rotary.Turn(kvA.narrow(1, c.KvRank, c.Rope).reshape(b, l, 1, c.Rope)).expand(b, l, c.Heads, c.Rope);
        var query = cat([q.narrow(3, 0, c.Nope), model.Rotary.Turn(q.narrow(3, c.Nope, c.Rope))], 3).transpose(1, 2);
        var key = cat([kv.narrow(3, 0, c.Nope), keyPosition], 3).transpose(1, 2);
        var value = kv.narrow(3, c.Nope, c.ValueWidth).transpose(1, 2);
        var o = nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true);
        return Linear(o.transpose(1, 2).reshape(b * l, c.Heads * c.ValueWidth), model[i, "o"]);
    }

    private static Tensor Routed(MiniModel model, int i, Tensor x, BalanceLoss? balance)
    {
        var scores = Linear(x, model[i, "router"]).softmax(1);
        var (weight, chosen) = scores.topk(model.Config.TopK, 1);
        var dispatch = ExpertDispatch.Of(chosen, model.Config.Experts);
        balance?.Add(scores, dispatch.Counts);
        return RoutedExpertsFunction.apply(
            x, weight.Times(model.Config.RoutedScale), model[i, "experts_gate_up"], model[i, "experts_down"], dispatch);
    }
}
