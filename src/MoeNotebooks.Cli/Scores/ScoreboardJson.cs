using System.Text.Json.Nodes;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>The scoreboard for programs: every number apart from its text.</summary>
internal static class ScoreboardJson
{
    public static JsonArray Write(IReadOnlyList<ScoreRow> rows) =>
        new([
            .. rows.Select(row => new JsonObject
            {
                ["claim"] = row.Claim,
                ["paper"] = Readings(row.Paper),
                ["measured"] = Readings(row.Measured),
                ["predicted"] = Readings(row.Predicted),
                ["verdict"] = row.VerdictInWords,
                ["command"] = row.Command,
            }),
        ]);

    /// <summary>A list, or <c>null</c> where the notebooks were not run.</summary>
    private static JsonArray? Readings(IReadOnlyList<Reading>? readings) =>
        readings is null
            ? null
            : new([
                .. readings.Select(reading => new JsonObject
                {
                    ["what"] = reading.What,
                    ["value"] = reading.Value,
                    ["unit"] = reading.Unit,
                    ["low95"] = reading.Low,
                    ["high95"] = reading.High,
                    ["kind"] = ResultKinds.Name(reading.Kind),
                    ["on"] = reading.On.Length > 0 ? reading.On : null,
                }),
            ]);
}
