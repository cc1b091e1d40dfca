using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe world check</c>: how far one gets in the mini world without knowing or reading anything.</summary>
internal static class WorldCheckCommand
{
    public static Command Create(Option<int> seed)
    {
        var dev = new Option<bool>("--dev") { Description = "The dev sets instead of the test sets." };
        var command = new Command(
            "check",
            $"Try shortcuts (place, length, frequency, overlap, occurrence in training) on every task; fails where one gains over {100 * ShortcutFinding.Allowed:F0} points."
        )
        {
            dev,
        };
        command.SetAction(parsed =>
        {
            var findings = WorldCheck.Run(
                new World(parsed.GetValue(seed)),
                parsed.GetValue(dev) ? FactSplit.Dev : FactSplit.Test
            );
            foreach (var finding in findings)
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{finding.Task.FileName(), -14} {100 * finding.Accuracy, 5:F1}  guessing {100 * finding.Guessing:F0}  {(finding.IsTooGood ? "FAIL" : "ok  ")}  {finding.Shortcut}"
                    )
                );
            }

            return findings.Any(finding => finding.IsTooGood) ? 1 : 0;
        });
        return command;
    }
}
