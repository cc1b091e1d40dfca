using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// Perplexity of a text, and how far a policy moves the next-token distribution from the full model's.
/// </summary>
/// <param name="model">The model; stays the caller's.</param>
/// <param name="options">How; <see langword="null"/> for the defaults.</param>
internal sealed class TextScorer(MoeModel model, ScoringOptions? options = null)
{
    private const long LargestLogits = 1 << 25; // elements: 128 MiB of f32
    private readonly ScoringOptions _options = options ?? new ScoringOptions();

    /// <summary>Tokens a window takes in.</summary>
    public int Width => Math.Min(_options.MaxLength ?? _options.TokensInBatch, model.Config.MaxPositions);

    /// <summary>Measures a policy on windows of a text.</summary>
    /// <param name="windows">From <see cref="TextWindows"/>.</param>
    /// <param name="policy">How many experts each layer uses.</param>
    /// <param name="divergence">Whether to run the full model too and compare.</param>
    /// <param name="progress">Shows how far it has come.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public TextResult Measure(
        IReadOnlyList<int[]> windows,
        RoutingPolicy policy,
        bool divergence,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(progress);
        _options.Validate();
        var routing = model.Route(policy, _options.Mask);
        var full = divergence ? model.Route(RoutingPolicy.Trained) : null;
        using var step = progress.Begin("Reading text", windows.Count, "windows");
        var sums = new List<(int Tokens, double Loss, double Divergence)>();
        foreach (var batch in Batches(windows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sums.AddRange(Measure(batch, routing, full));
            step.Advance(batch.Length);
        }

        return new(
            sums.Sum(window => (long)window.Tokens),
            sums.Count,
            Mean("nll", sums.ConvertAll(window => (window.Tokens, window.Loss))),
            divergence ? Mean("kl", sums.ConvertAll(window => (window.Tokens, window.Divergence))) : null
        );
    }

    // Windows of one length together; only the last may be shorter.
    private IEnumerable<int[][]> Batches(IReadOnlyList<int[]> windows) =>
        windows
            .GroupBy(window => window.Length)
            .SelectMany(group => group.Chunk(Math.Max(1, _options.TokensInBatch / (group.Key - 1))));

    private IEnumerable<(int Tokens, double Loss, double Divergence)> Measure(
        int[][] windows,
        IReadOnlyList<LayerRouting?> routing,
        IReadOnlyList<LayerRouting?>? full
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var width = windows[0].Length - 1;
        var ids = tensor(
            windows.SelectMany(window => window.SkipLast(1)).Select(id => (long)id).ToArray(),
            [windows.Length, width],
            device: model.Device
        );
        var targets = tensor(
            windows.SelectMany(window => window.Skip(1)).Select(id => (long)id).ToArray(),
            device: model.Device
        ); // [B * T]
        var hidden = Hidden(ids, routing); // [B * T, h]
        var reference = full is null ? null : Hidden(ids, full);
        var losses = new List<float>();
        var divergences = new List<float>();
        var rows = Math.Max(1, LargestLogits / model.Config.VocabularySize);
        for (long start = 0; start < targets.shape[0]; start += rows)
        {
            var count = Math.Min(rows, targets.shape[0] - start);
            var (loss, divergence) = Compare(
                hidden.narrow(0, start, count),
                reference?.narrow(0, start, count),
                targets.narrow(0, start, count)
            );
            losses.AddRange(loss);
            divergences.AddRange(divergence);
        }

        return
        [
            .. windows.Select(
                (_, w) => (width, Sum(losses, w * width, width), full is null ? 0 : Sum(divergences, w * width, width))
            ),
        ];
    }

    private Tensor Hidden(Tensor ids, IReadOnlyList<LayerRouting?> routing)
    {
        using var context = new AttentionContext();
        return model.Hidden(ids, context, routing).view(-1, model.Config.HiddenSize);
    }

    private (float[] Loss, float[] Divergence) Compare(Tensor hidden, Tensor? reference, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var logs = model.Logits(hidden).to(ScalarType.Float32).log_softmax(-1); // [N, V]
        var loss = logs.gather(1, targets.unsqueeze(1)).neg().squeeze(1); // [N]
        if (reference is null)
        {
            return (Read(loss), []);
        }

        var full = model.Logits(reference).to(ScalarType.Float32).log_softmax(-1); // [N, V]
        return (Read(loss), Read((full.exp() * full.Minus(logs)).sum([-1L])));
    }

    private static float[] Read(Tensor values) => values.cpu().data<float>().ToArray();

    private static double Sum(List<float> values, int start, int count) =>
        values.GetRange(start, count).Sum(value => (double)value);

    /// <summary>Sum over tokens / tokens; the standard error is that of a ratio over windows.</summary>
    private static Metric Mean(string name, List<(int Tokens, double Sum)> windows)
    {
        var tokens = windows.Sum(window => (double)window.Tokens);
        var mean = windows.Sum(window => window.Sum) / tokens;
        var n = windows.Count;
        var squares = windows.Sum(window => Math.Pow(window.Sum - (mean * window.Tokens), 2));
        return new(name, mean, n < 2 ? null : Math.Sqrt(squares * n / (n - 1)) / tokens);
    }
}
