using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Cli.Commands.WhatIf;

/// <summary>
/// <c>moe whatif validate</c>: the cost model against every published throughput, or against what a GPU did.
/// </summary>
internal static class WhatIfValidateCommand
{
    public static Command Create()
    {
        var measured = new Option<string?>("--measured")
        {
            Description = "Rows of a GPU in the form of data/measured, in place of the paper's tables.",
        };
        var hardware = new Option<string>("--hardware")
        {
            Description = "The card that the rows were measured on.",
            DefaultValueFactory = _ => "h100-sxm",
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON object per cell or row." };
        var command = new Command(
            "validate",
            "Predict what was measured: the paper's tables 3, 4, 8, 9 and 12, fitted to 4 columns; or --measured FILE.jsonl, fitted to some rows of an H100."
        )
        {
            measured,
            hardware,
            json,
        };
        command.SetAction(parsed =>
            parsed.GetValue(measured) is { } file
                ? Rows(file, parsed.GetRequiredValue(hardware), parsed.GetValue(json))
                : Tables(parsed.GetValue(json))
        );
        return command;
    }

    private static int Tables(bool json)
    {
        var validation = PaperValidation.Run();
        if (json)
        {
            Print(validation.Cells.Select(WhatIfJson.Line));
            return 0;
        }

        Console.WriteLine(
            $"fitted to {string.Join(", ", PaperValidation.FittedColumns)}; predicted against quoted, mean absolute percentage error:"
        );
        Print(
            from table in new[] { "table08", "table12", "table09", "table03", "table04" }
            let cells = validation.Of(table)
            select Line(
                table,
                cells.Count,
                PaperValidation.PercentageError(cells),
                cells.Max(cell => 100 * Math.Abs(cell.Error))
            )
        );
        var both = validation.Of("table08", "table12");
        Console.WriteLine(
            Line(
                "tables 8 and 12",
                both.Count,
                PaperValidation.PercentageError(both),
                both.Max(cell => 100 * Math.Abs(cell.Error))
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"their speedups {validation.SpeedupError("table08", "table12"):0.0} %"
            )
        );
        return 0;
    }

    private static int Rows(string file, string hardware, bool json)
    {
        var rows = new MeasuredValidation().Predict(MeasuredRow.Load(file), HardwareCatalog.Load(hardware));
        if (json)
        {
            Print(
                rows.Select(row =>
                    WhatIfJson.Line(
                        new
                        {
                            row = JsonDocument.Parse(row.Row.Text).RootElement,
                            measured = row.Row.Measured,
                            predicted = Math.Round(row.Predicted, 2),
                            row.Row.Unit,
                            measured_twin_us = row.Row.Twin,
                            predicted_twin_us = row.PredictedTwin is { } twin ? Math.Round(twin, 1) : (double?)null,
                            row.Fitted,
                            row.Weak,
                        }
                    )
                )
            );
            return 0;
        }

        Console.WriteLine($"rows that were not fitted to, on {hardware}; mean absolute percentage error:");
        Print(
            from kind in rows.Where(row => !row.Fitted)
                .GroupBy(row => row.Row.IsLayer ? $"layer {row.Row.Shape}" : row.Row.Test)
            select Line(
                kind.Key,
                kind.Count(),
                100 * kind.Average(row => Math.Abs(row.Error)),
                100 * kind.Max(row => Math.Abs(row.Error))
            )
        );
        return 0;
    }

    private static string Line(string what, int count, double mean, double most) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what, -16}{count, 5} cells {mean, 6:0.0} %, at most {most:0.0} %"
        );

    private static void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }
}
