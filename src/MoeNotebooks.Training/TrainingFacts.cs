using System.Globalization;

namespace MoeNotebooks.Training;

/// <summary>What a run came to, from its log.</summary>
/// <param name="Steps">Steps made.</param>
/// <param name="Tokens">Tokens read, padding not counted.</param>
/// <param name="Seconds">Of wall clock, without the evaluations on the way.</param>
/// <param name="ProcessorSeconds">The same of all processor cores together.</param>
/// <param name="Devices">Where it ran; empty where the log does not tell.</param>
/// <param name="Seed">The seed it began with; <see langword="null"/> where the log does not tell.</param>
internal sealed record TrainingFacts(
    long Steps,
    long Tokens,
    double Seconds,
    double ProcessorSeconds,
    IReadOnlyList<string> Devices,
    int? Seed
)
{
    /// <summary>Reads the log of a folder; <see langword="null"/> where it has none, or one without a step.</summary>
    public static TrainingFacts? Read(string folder)
    {
        var path = Path.Combine(folder, TrainingLog.StepsName);
        string[][] rows = File.Exists(path)
            ? [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(','))]
            : [];
        if (rows.Length < 2)
        {
            return null;
        }

        string Cell(string[] row, string column) =>
            Array.IndexOf(rows[0], column) is >= 0 and var place && place < row.Length ? row[place] : string.Empty;
        double Sum(string column) =>
            rows.Skip(1).Sum(row => double.Parse(Cell(row, column), CultureInfo.InvariantCulture));
        long Last(string column) => long.Parse(Cell(rows[^1], column), CultureInfo.InvariantCulture);
        return new(
            Last("step"),
            Last("tokens"),
            Sum("seconds"),
            Sum("cpu_seconds"),
            [.. rows.Skip(1).Select(row => Cell(row, "device")).Where(device => device.Length > 0).Distinct()],
            int.TryParse(Cell(rows[1], "seed"), CultureInfo.InvariantCulture, out var seed) ? seed : null
        );
    }
}
