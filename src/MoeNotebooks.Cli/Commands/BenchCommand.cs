using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Measurement;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe bench</c>: tokens per second of a model, or microseconds of its layers, by llama-bench's conventions.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var arguments = new BenchArguments();
        var command = new Command(
            "bench",
            "Measure a prompt (pp) and decoding (tg), in tokens per second.");
        arguments.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            if (arguments.Check(parsed) is { Count: > 0 } problems)
            {
                throw MoeUsageException.Many("bench", problems);
            }

            var provenance = Provenance.Here(TimeProvider.System);
            var lines = arguments.LayersOnly(parsed) ? Layers(arguments, parsed, provenance, stop) : Model(arguments, parsed, provenance, stop);
            if (arguments.Append(parsed) is { } file)
            {
                AtomicFile.WriteText(file, (File.Exists(file) ? File.ReadAllText(file) : string.Empty) + string.Concat(lines.Select(line => line + "\n")));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static string[] Model(BenchArguments arguments, ParseResult parsed, string provenance, CancellationToken stop)
    {
        using var model = arguments.Open(parsed);
        var rows = ModelBench.Run(model, arguments.Name(parsed), arguments.Options(parsed), ConsoleProgress.Create(), cancel: stop);
        Console.WriteLine(arguments.Json(parsed) ? BenchRow.ToJson(rows) : string.Join('\n', Table(rows)));
        return [.. rows.Select(row => (row with { Provenance = provenance }).ToJson())];
    }

    private static string[] Layers(BenchArguments arguments, ParseResult parsed, string provenance, CancellationToken stop)
    {
        var (machine, rows) = LayerBench.Run(arguments.Config(parsed), arguments.Name(parsed), arguments.Options(parsed), provenance, ConsoleProgress.Create(), stop);
        string[] lines = [machine.ToJson(), .. rows.Select(row => row.ToJson())];
        Console.WriteLine(string.Join('\n', lines));
        return lines;
    }

    private static IEnumerable<string> Table(IReadOnlyList<BenchRow> rows)
    {
        yield return "measured here; bytes of a step by formula, routing taken as uniform";
        yield return $"{"test",-8}{"batch",6}{"experts",9}{"tokens/s",12}{"± stdev",10}{"GB/step",9}{"GB/s",8}{"of memory's measured",22}{"of the data sheet's",21}";
        foreach (var row in rows)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Test,-8}{row.Batch,6}{row.Experts,9}{row.TokensPerSecond,12:0.00}{row.Stdev,10:0.00}{row.BytesPerStep / 1e9,9:0.000}{row.ReadGbS,8:0.0}{Share(row.ShareOfMeasured, row.MeasuredGbS),22}{Share(row.ShareOfDataSheet, row.DataSheetGbS),21}");
        }
    }

    private static string Share(double? share, double? of) =>
        share is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % of {of:0.0}");
}
