using MoeNotebooks.Native;
using MoeNotebooks.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>
/// Loss and gradients of one step: two shards side by side, each on one thread, then added. A GPU takes both as one.
/// </summary>
internal static class TrainingStep
{
    /// <summary>
    /// The mean loss; <paramref name="gradients"/> gets one tensor per weight, to be disposed by the caller.
    /// </summary>
    public static double Run(
        MiniModel model,
        IReadOnlyList<Batch> shards,
        TrainingOptions options,
        Dictionary<string, Tensor> gradients
    )
    {
        shards = model.Device.type == DeviceType.CPU ? shards : [Batch.Join(shards)];
        var weight = shards.Sum(s => s.Weights.Sum());
        var names = model.Parameters.Keys.ToArray();
        var results = new (double Loss, IList<Tensor> Gradients, RouterUse Use)[shards.Count];
        OwnThreads.ForEach(Enumerable.Range(0, shards.Count), shards.Count, i =>
            results[i] = Shard(model, shards[i], weight, options.Balance / shards.Count)
        );
        SelectionBias.Move(model, [.. results.Select(r => r.Use)], options.BiasRate);
        Array.ForEach(results, r => r.Use.Dispose());
        for (var n = 0; n < names.Length; n++)
        {
            var sum = results[0].Gradients[n];
            foreach (var other in results.Skip(1))
            {
                sum.Add_(other.Gradients[n]);
                other.Gradients[n].Dispose();
            }

            gradients[names[n]] = sum;
        }

        return results.Sum(r => r.Loss);
    }

    private static (double Loss, IList<Tensor> Gradients, RouterUse Use) Shard(
        MiniModel model,
        Batch batch,
        float weight,
        double balance
    )
    {
        using var scope = NewDisposeScope();
        var learned = Enumerable
            .Range(0, batch.Weights.Length)
            .Where(i => batch.Weights[i] > 0)
            .Select(i => (long)i)
            .ToArray();
        var device = model.Device;
        var rows = tensor(learned).to(device); // the head runs only where something is learned
        var use = new RouterUse();
        var hidden = MiniForward.Hidden(model, tensor(batch.Ids).to(device).view(batch.Rows, batch.Length), use);
        var logits = MiniForward.Logits(model, hidden.index_select(0, rows));
        var each = nn.functional.cross_entropy(
            logits,
            tensor(batch.Targets).to(device).index_select(0, rows),
            reduction: nn.Reduction.None
        );
        using var perWeight = (1 / weight).ToScalar();
        using var balanceWeight = balance.ToScalar();
        var loss = (each * tensor(batch.Weights).to(device).index_select(0, rows)).sum().mul(perWeight);
        var total = use.BalanceLoss is { } b ? loss.Plus(b.mul(balanceWeight)) : loss;
        var gradients = autograd.grad([total], [.. model.Parameters.Values]);
        foreach (var g in gradients)
        {
            g.DetachFromDisposeScope();
        }

        return (loss.item<float>(), gradients, use);
    }
}
