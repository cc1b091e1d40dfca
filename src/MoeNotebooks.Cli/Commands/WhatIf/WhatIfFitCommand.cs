using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Files;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Cli.Commands.WhatIf;

/// <summary>
/// <c>moe whatif fit</c>: fits the engines again and shows, or writes, their parameters with intervals.
/// </summary>
internal static class WhatIfFitCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out")
        {
            Description = "The folder for the engines' descriptions: data/engines.",
        };
        var command = new Command(
            "fit",
            "Fit the engines to the paper's four columns and to the H100's rows; show the parameters."
        )
        {
            output,
        };
        command.SetAction(parsed => Run(parsed.GetValue(output)));
        return command;
    }

    private static int Run(string? folder)
    {
        if (folder is not null)
        {
            OutputFile.CheckFolder("--out", folder); // a fit takes its time
        }

        foreach (var engine in new[] { PaperValidation.Run().Engine, new MeasuredValidation().FittedEngine })
        {
            Console.WriteLine($"{engine.Name}: {engine.Title}");
            foreach (var (name, figure) in engine.Parameters.Named())
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {name, -16}{figure.Value, 10:G4}  95 % {figure.Low:G3} to {figure.High:G3}"
                    )
                );
            }

            if (folder is not null)
            {
                Console.WriteLine($"written: {engine.Save(folder)}");
            }
        }

        return 0;
    }
}
