using System.Globalization;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>One number of a score with what it is, where it comes from and how sure it is.</summary>
/// <param name="What">What it is: "k = 2, 16 requests".</param>
/// <param name="Value">The number.</param>
/// <param name="Format">How it is written: <c>+0;-0;0</c>.</param>
/// <param name="Unit">Its unit: <c>%</c>.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="On">What it was measured on; empty for numbers that nobody measured.</param>
internal sealed record Reading(string What, double Value, string Format, string Unit, ResultKind Kind, string On = "")
{
    public const string Percent = "+0;-0;0";
    public const string Points = "+0.0;-0.0;0.0";
    public const string Times = "0.00";

    /// <summary>Where its 95 % interval begins; <see langword="null"/> where no error is known.</summary>
    public double? Low { get; init; }

    /// <summary>Where its 95 % interval ends.</summary>
    public double? High { get; init; }

    /// <summary>Whether it is a place on a grid of batches, or a count of findings, which has no error of its own.</summary>
    public bool IsPlace { get; init; }

    /// <summary>A speedup as a gain in percent.</summary>
    public static Reading Gain(string what, double speedup, ResultKind kind, string on = "") =>
        new(what, 100 * (speedup - 1), Percent, "%", kind, on);

    /// <summary>The same with 1.96 standard errors to either side, where the error is known.</summary>
    /// <param name="error">In the value's unit.</param>
    public Reading Give(double? error) =>
        error is { } one ? this with { Low = Value - (1.96 * one), High = Value + (1.96 * one) } : this;

    public override string ToString() =>
        $"{(On.Length > 0 ? On + ", " : string.Empty)}{What}: {Written(Value)}{(Unit == "%" ? " %" : Unit.Length > 0 ? " " + Unit : string.Empty)}{Interval()}";

    private string Interval() =>
        (Low, High) switch
        {
            ({ } low, { } high) => $" ({Written(low)} to {Written(high)})",
            _ when !IsPlace && Kind is ResultKind.Measured or ResultKind.Synthetic => " (error not known)",
            _ => string.Empty,
        };

    private string Written(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
