namespace MoeNotebooks.Charts;

/// <summary>An axis of a figure.</summary>
/// <param name="Title">What it shows, with its unit: "latency (µs per token)".</param>
/// <param name="Log">Whether it is logarithmic.</param>
public sealed record Axis(string Title, bool Log = false)
{
    /// <summary>No line, ticks or title: for drawings.</summary>
    public static Axis None { get; } = new(string.Empty) { Hidden = true };

    /// <summary>Where the axis begins; from the data when <see langword="null"/>.</summary>
    public double? From { get; init; }

    /// <summary>Where the axis ends; from the data when <see langword="null"/>.</summary>
    public double? To { get; init; }

    /// <summary>The values that are marked; chosen from the range when <see langword="null"/>.</summary>
    public IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>The text of every tick; the values themselves when <see langword="null"/>.</summary>
    public IReadOnlyList<string>? TickTexts { get; init; }

    /// <summary>Whether the axis is not drawn.</summary>
    public bool Hidden { get; init; }
}
