using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Cuda;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe bench</c>: tokens per second of a model, or microseconds of its layers, by llama-bench's conventions.
/// </summary>
internal static class BenchCommand
{
    private const double MostDifference = 0.1; // of bf16's rounding, after many layers

    public static Command Create()
    {
        var arguments = new BenchArguments();
        var command = new Command("bench", "Measure a prompt (pp) and decoding (tg), in tokens per second.");
        arguments.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                if (arguments.Check(parsed) is { Count: > 0 } problems)
                {
                    throw MoeUsageException.Many("bench", problems);
                }

                if (arguments.Append(parsed) is { } target)
                {
                    OutputFile.Check("--append", target, [], replace: true); // added to
                }

                var lines = arguments.LayersOnly(parsed)
                    ? Layers(arguments, parsed, stop)
                    : Model(arguments, parsed, stop);
                if (arguments.Append(parsed) is { } file)
                {
                    AtomicFile.AppendLines(file, lines);
                }

                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static string[] Model(BenchArguments arguments, ParseResult parsed, CancellationToken stop)
    {
        using var model = arguments.Open(parsed);
        if (arguments.ToCheck(parsed))
        {
            Check(model, arguments.Options(parsed), arguments.Json(parsed) ? Console.Error : Console.Out);
        }

        var rows = ModelBench.Run(
            model,
            arguments.Name(parsed),
            arguments.Options(parsed),
            ConsoleProgress.Create(),
            cancel: stop
        );
        Console.WriteLine(arguments.Json(parsed) ? BenchRow.ToJson(rows) : string.Join('\n', Table(rows)));
        var provenance =
            model.Device.type == TorchSharp.DeviceType.CUDA
                ? Provenance.OnDevice(TimeProvider.System)
                : Provenance.Here(TimeProvider.System);
        return [.. rows.Select(row => (row with { Provenance = provenance }).ToJson())];
    }

    /// <exception cref="MoeUsageException">Kernels or recorded steps say something else than operators.</exception>
    private static void Check(MoeModel model, BenchOptions options, TextWriter output)
    {
        output.WriteLine(
            CudaModule.Missing is { } missing
                ? $"no kernels of the kit: {missing}"
                : "the kit's kernels and recorded steps, beside libtorch's operators:"
        );
        foreach (
            var (k, batch) in from k in options.Experts.DefaultIfEmpty(model.Config.Moe.Router.TrainedTopK)
            from batch in options.Batches
            select (k, batch)
        )
        {
            var check = DeviceCheck.Run(model, batch, k, mask: null);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  batch {batch}, k {k}: logits differ by {check.Difference:0.0000} of their norm, at most {check.Worst:0.000}; {check.Nodes?.ToString(CultureInfo.InvariantCulture) ?? "no"} nodes recorded, {(check.Recorded == 0 ? "equal to the bit" : $"differ by {check.Recorded:0.0000}")}"
                )
            );
            if (
                !(
                    check.Difference < MostDifference
                    && check.Recorded <= (CudaModule.Missing is null ? 0 : MostDifference)
                )
            )
            {
                throw new MoeUsageException(
                    "--check",
                    "kernels or recorded steps do not say what operators say on this device",
                    $"{CudaModule.Variable}=0 leaves all to libtorch's operators"
                );
            }
        }
    }

    private static string[] Layers(BenchArguments arguments, ParseResult parsed, CancellationToken stop)
    {
        var (machine, rows) = LayerBench.Run(
            arguments.Config(parsed),
            arguments.Name(parsed),
            arguments.Options(parsed),
            Provenance.Here(TimeProvider.System),
            ConsoleProgress.Create(),
            stop
        );
        string[] lines = [machine.ToJson(), .. rows.Select(row => row.ToJson())];
        Console.WriteLine(string.Join('\n', lines));
        return lines;
    }

    private static IEnumerable<string> Table(IReadOnlyList<BenchRow> rows)
    {
        yield return $"{"test", -7}{"batch", 6}{"k", 4}{"tokens/s", 10}{"±", 8}{"GB/s", 7}{"probe", 8}{"sheet", 8}";
        foreach (var row in rows)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Test, -7}{row.Batch, 6}{row.Experts, 4}{row.TokensPerSecond, 10:0.00}{row.Stdev, 8:0.00}{row.ReadGbS, 7:0.0}{Share(row.ShareOfMeasured), 8}{Share(row.ShareOfDataSheet), 8}"
            );
        }

        yield return string.Empty;
        yield return "measured here, the mean of the repetitions and their spread";
        yield return "k: experts per token";
        yield return "GB/s: bytes that a step reads, by formula, uniform routing";
        yield return "probe, sheet: its share of what a plain sum reads here, and";
        yield return "  of the data sheet (--hardware)";
    }

    private static string Share(double? share) =>
        share is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
