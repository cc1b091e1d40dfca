using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>One series of a figure.</summary>
/// <param name="Name">What it shows; the legend adds where its numbers come from.</param>
/// <param name="Kind">Where its numbers come from: the paper's points are drawn hollow, ours filled.</param>
/// <param name="X">Where its points lie.</param>
/// <param name="Y">Their values, as many as <paramref name="X"/>.</param>
public sealed record Series(string Name, ResultKind Kind, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How the points are drawn.</summary>
    public Mark Mark { get; init; } = Mark.Points;

    /// <summary>The place in the palette; series that belong together share it.</summary>
    public int Colour { get; init; }

    /// <summary>Where the error bars begin, as values; none when <see langword="null"/>.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>Where the error bars end, as values; none when <see langword="null"/>.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>What the interactive chart says of each point.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Where measured numbers come from; this machine when <see langword="null"/>.</summary>
    public string? MeasuredOn { get; init; }

    /// <summary>
    /// Where its X come from where that differs from its Y; <see langword="null"/> where both have one source.
    /// </summary>
    public ResultKind? XKind { get; init; }

    /// <summary>Whether it holds by definition, so that there is no source to name.</summary>
    public bool IsDefinition { get; init; }

    /// <summary>The legend's entry: the name and where the numbers come from.</summary>
    public string LegendText => IsDefinition ? Name : $"{Name} — {Source.Place} ({Source.Kind}{AlongX})";

    private (string Place, string Kind) Source =>
        Kind switch
        {
            ResultKind.Quoted => ("paper", "quoted"),
            ResultKind.Predicted => ("model", "predicted"),
            ResultKind.Synthetic => ("mini world", "synthetic, measured"),
            _ => (MeasuredOn ?? "this machine", "measured"),
        };

    private string AlongX => XKind is { } x && x != Kind ? $"; along x {ResultKinds.Name(x)}" : string.Empty;

    /// <summary>A series of points given as pairs.</summary>
    /// <param name="name">What it shows.</param>
    /// <param name="kind">Where its numbers come from.</param>
    /// <param name="points">The points.</param>
    public static Series Of(string name, ResultKind kind, IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] all = [.. points];
        return new Series(name, kind, [.. all.Select(p => p.X)], [.. all.Select(p => p.Y)]);
    }
}
