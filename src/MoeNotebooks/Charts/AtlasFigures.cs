using System.Globalization;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Traces;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>What a router does, in pictures: use by layer and task, weights by rank, concentration, pairs, and what
/// single experts are worth.</summary>
public static class AtlasFigures
{
    private const int MostTicks = 16;

    /// <summary>How many tokens use each expert of each layer, as multiples of an even load.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="summary">The counts.</param>
    /// <param name="kind">Where they come from.</param>
    public static Figure Use(string title, RoutingSummary summary, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(summary);
        string[] layers = [.. summary.Layers.Select(layer => Number(layer.Layer))];
        return Map(
            title,
            "expert",
            Numbers(summary.Header.Rule.Experts),
            "decoder layer",
            layers,
            [.. summary.Layers.Select(Relative)],
            "use over even use",
            kind,
            high: 3
        );
    }

    /// <summary>How differently tasks use one layer's experts, as multiples of an even load.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="tasks">Each task's name and counts.</param>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="kind">Where they come from.</param>
    public static Figure UseByTask(
        string title,
        IReadOnlyList<(string Task, RoutingSummary Summary)> tasks,
        int layer,
        ResultKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(tasks);
        return Map(
            title,
            "expert",
            Numbers(tasks[0].Summary.Header.Rule.Experts),
            string.Empty,
            [.. tasks.Select(task => task.Task)],
            [.. tasks.Select(task => Relative(task.Summary.Layers.Single(use => use.Layer == layer)))],
            "use over even use",
            kind,
            high: 3
        );
    }

    /// <summary>
    /// Where in the depth tasks part: how differently each task uses a layer's experts from all tasks together.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="tasks">Each task's name and counts.</param>
    /// <param name="kind">Where they come from.</param>
    public static Figure TasksByLayer(
        string title,
        IReadOnlyList<(string Task, RoutingSummary Summary)> tasks,
        ResultKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var layers = tasks[0].Summary.Layers.Count;
        var apart = Enumerable
            .Range(0, layers)
            .Select(layer => TaskDistance.Of([.. tasks.Select(task => task.Summary.Layers[layer].Counts)]))
            .ToArray();
        return Map(
            title,
            "decoder layer",
            [.. tasks[0].Summary.Layers.Select(layer => Number(layer.Layer))],
            string.Empty,
            [.. tasks.Select(task => task.Task)],
            [.. tasks.Select((_, t) => (IReadOnlyList<double>)[.. apart.Select(layer => 100 * layer[t])])],
            "choices that would have to go elsewhere (%)",
            kind,
            high: Math.Max(1, 100 * apart.Max(layer => layer.Max()))
        );
    }

    /// <summary>
    /// How much more often two experts of a layer are used together than by chance; those used most stand first.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="use">The layer.</param>
    /// <param name="kind">Where the counts come from.</param>
    /// <param name="most">How many experts are shown.</param>
    public static Figure Pairs(string title, LayerUse use, ResultKind kind, int most = 24)
    {
        ArgumentNullException.ThrowIfNull(use);
        int[] shown = [.. Enumerable.Range(0, use.Counts.Count).OrderByDescending(e => use.Counts[e]).Take(most)];
        string[] names = [.. shown.Select(Number)];
        return Map(
            title,
            "expert",
            names,
            "expert",
            names,
            [
                .. shown.Select(a =>
                    (IReadOnlyList<double>)
                        [.. shown.Select(b => a == b ? double.NaN : Math.Max(-2, Math.Log2(use.Lift(a, b))))]
                ),
            ],
            "together over chance (log2)",
            kind,
            high: 2,
            low: -2
        ) with
        {
            Height = 560,
        };
    }

    /// <summary>
    /// The mean share of a token's weights that its first, second, ... choice has, a line per model: the mean over the
    /// layers.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="models">Each model's name and counts.</param>
    /// <param name="kind">Where they come from.</param>
    public static Figure WeightsByRank(
        string title,
        IReadOnlyList<(string Model, RoutingSummary Summary)> models,
        ResultKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        return new(
            title,
            new Axis("rank of the choice, of all a token uses (%)"),
            new Axis("share of the token's weights, times its experts") { From = 0 },
            [
                .. models
                    .Index()
                    .Select(model =>
                    {
                        var shares = RankShares.Of(model.Item.Summary);
                        return Series.Of(
                            $"{model.Item.Model}, {model.Item.Summary.Header.Rule.Scoring.ToString().ToLowerInvariant()}, k = {shares.Count}",
                            kind,
                            shares
                                .Index()
                                .Select(share => (100.0 * (share.Index + 1) / shares.Count, share.Item * shares.Count))
                        ) with
                        {
                            Mark = Mark.PointsAndLine,
                            Colour = model.Index,
                        };
                    }),
            ]
        )
        {
            Guides = [new Guide(1, false, "all weights equal")],
        };
    }

    /// <summary>
    /// How evenly each layer spreads its tokens: experts that are effectively used, of all, and Gini's coefficient.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="models">Each model's name and counts.</param>
    /// <param name="kind">Where they come from.</param>
    public static Figure Evenness(
        string title,
        IReadOnlyList<(string Model, RoutingSummary Summary)> models,
        ResultKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        Series Of(string name, int colour, RoutingSummary summary, Func<LayerUse, double> value) =>
            Series.Of(name, kind, summary.Layers.Select((layer, i) => (i + 1.0, value(layer)))) with
            {
                Mark = Mark.PointsAndLine,
                Colour = colour,
            };
        return new(
            title,
            new Axis("MoE layer"),
            new Axis("share of the experts; Gini's coefficient") { From = 0, To = 1.05 },
            [
                .. models
                    .Index()
                    .SelectMany(model =>
                        new[]
                        {
                            Of(
                                $"{model.Item.Model}: effective experts (e^entropy, of all)",
                                model.Index,
                                model.Item.Summary,
                                layer => layer.EffectiveExperts / layer.Counts.Count
                            ),
                            Of($"{model.Item.Model}: Gini", model.Index + models.Count, model.Item.Summary, layer =>
                                layer.Gini
                            ),
                        }
                    ),
            ]
        );
    }

    /// <summary>
    /// What the later choices of a layer's tokens weigh against what skipping them in that layer alone does: a point
    /// per layer, a series per model.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="tails">The layers.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Figure Tails(string title, IReadOnlyList<LayerTail> tails, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(tails);
        return new(
            title,
            new Axis("weight of the choices that are skipped (% of a token's)"),
            new Axis("divergence from the full model (nats per token)", Log: true),
            [
                .. tails
                    .Where(tail => tail.Divergence > 0)
                    .GroupBy(tail => tail.Model)
                    .Select(
                        (model, i) =>
                            Series.Of(
                                $"{model.Key}, {model.First().Scoring.ToString().ToLowerInvariant()}, {model.First().Experts} left",
                                kind,
                                model.Select(tail => (tail.Weight, tail.Divergence))
                            ) with
                            {
                                Colour = i,
                                Texts = [.. model.Select(tail => $"layer {tail.Layer}")],
                            }
                    ),
            ]
        );
    }

    /// <summary>How far the model's predictions move without each single expert, the largest first.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="ablated">The experts.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Figure Ablation(string title, IReadOnlyList<AblatedExpert> ablated, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(ablated);
        var ranked = ablated.OrderByDescending(expert => expert.Divergence).Index().ToArray();
        return new(
            title,
            new Axis("experts, by what leaving each out does (%)") { From = 0 },
            new Axis("divergence from the full model (nats per token)", Log: true),
            [
                .. ranked
                    .GroupBy(expert => expert.Item.Layer)
                    .OrderBy(layer => layer.Key)
                    .Select(
                        (layer, i) =>
                            Series.Of(
                                $"layer {layer.Key}",
                                kind,
                                layer
                                    .Where(expert => expert.Item.Divergence > 0)
                                    .Select(expert =>
                                        (100.0 * (expert.Index + 1) / ranked.Length, expert.Item.Divergence)
                                    )
                            ) with
                            {
                                Colour = i,
                                Texts =
                                [
                                    .. layer
                                        .Where(expert => expert.Item.Divergence > 0)
                                        .Select(expert => $"layer {expert.Item.Layer}, expert {expert.Item.Expert}"),
                                ],
                            }
                    ),
            ]
        );
    }

    private static Figure Map(
        string title,
        string x,
        string[] columns,
        string y,
        string[] rows,
        IReadOnlyList<IReadOnlyList<double>> values,
        string unit,
        ResultKind kind,
        double high,
        double? low = null
    ) =>
        new(title, HeatMap.AxisOf(x, columns, Every(columns)), HeatMap.AxisOf(y, rows, Every(rows)), [])
        {
            Heat = new HeatMap(values, low ?? 0, high, unit, kind) { Diverging = low is not null },
        };

    private static int Every(string[] names) => Math.Max(1, (int)Math.Ceiling((double)names.Length / MostTicks));

    private static double[] Relative(LayerUse layer)
    {
        var mean = layer.Counts.Average(count => (double)count);
        return [.. layer.Counts.Select(count => mean > 0 ? count / mean : double.NaN)];
    }

    private static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(Number)];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
