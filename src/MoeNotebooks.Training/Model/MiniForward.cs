using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// The forward pass of <see cref="MiniModel"/>: DeepSeek-V2's, on packed rows with plain causal attention.
/// </summary>
internal static class MiniForward
{
    /// <summary>The last norm's output.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">[B, L], on the model's device.</param>
    /// <param name="use">Gets what every router did; <see langword="null"/> where nothing is learned.</param>
    /// <returns>[B · L, h].</returns>
    public static Tensor Hidden(MiniModel model, Tensor ids, RouterUse? use = null)
    {
        var (run, b, l) = (model.Operators, (int)ids.shape[0], (int)ids.shape[1]);
        var mask = Mask(ids);
        var x = run.Embedding(model.Parameters["embed"], ids.reshape(-1)); // [T,h], T = B*L
        for (var i = 0; i < model.Config.Layers; i++)
        {
            x = x.Plus(Attention(model, i, run.Norm(x, model[i, "norm1"]), mask));
            var n = run.Norm(x, model[i, "norm2"]);
            var y = run.Linear(run.Glu(run.Linear(n, model[i, "gate_up"])), model[i, "down"]);
            x = x.Plus(i == 0 ? y : y.Plus(Routed(model, i, n, use)));
        }

        return run.Norm(x, model.Parameters["norm"]);
    }

    /// <summary>Logits [T, V] of hidden states [T, h].</summary>
    public static Tensor Logits(MiniModel model, Tensor hidden) =>
        model.Operators.Linear(hidden, model.Parameters["head"]);

    // 0 where a place sees another of its text, -inf elsewhere: [B, 1, L, L]. A text begins with the token that ends
    // the one before.
    private static Tensor Mask(Tensor ids)
    {
        var (b, l) = (ids.shape[0], ids.shape[1]);
        var text = ids.eq(Held.Zero).cumsum(1); // [B, L]
        var sees = text.unsqueeze(2)
            .eq(text.unsqueeze(1))
            .logical_and(ones([l, l], ScalarType.Bool, ids.device).tril()); // [B, L, L]
        return zeros([b, 1, l, l], device: ids.device)
            .masked_fill_(sees.unsqueeze(1).logical_not(), Held.MinusInfinity);
    }

    private static Tensor Attention(MiniModel model, int i, Tensor x, Tensor mask)
    {
        var (b, l) = ((int)mask.shape[0], (int)mask.shape[2]);
        var (run, c) = (model.Operators, model.Config);
        var q = run.Linear(x, model[i, "q"]); // [T, heads * (nope + rope)]
        var kvA = run.Linear(x, model[i, "kv_a"]); // [T, rank + rope]
        var latent = run.Norm(kvA.narrow(1, 0, c.KvRank), model[i, "kv_norm"]);
        var kv = run.Linear(latent, model[i, "kv_b"]); // [T, heads * (nope + value)]
        var (query, key, value) = run.Heads(q, kv, kvA, b, l);
        var o = nn.functional.scaled_dot_product_attention(query, key, value, mask);
        return run.Linear(o.transpose(1, 2).reshape((long)b * l, c.Heads * c.ValueWidth), model[i, "o"]);
    }

    private static Tensor Routed(MiniModel model, int i, Tensor x, RouterUse? use)
    {
        var (scores, chosen, weight) = MiniRouter.Choose(model, i, model.Operators.Linear(x, model[i, "router"]));
        var (sum, counts) = model.Operators.Experts(
            x,
            chosen,
            weight,
            model[i, "experts_gate_up"],
            model[i, "experts_down"]
        );
        use?.Add(i, scores, counts);
        return sum;
    }
}
