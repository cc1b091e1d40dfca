using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Files;
using MoeNotebooks.Measurement;
using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe hardware [NAME]</c>: measures this machine, or shows a description, in the form that <c>moe whatif
/// --hardware</c> reads.
/// </summary>
internal static class HardwareCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description =
                $"Show what is known of a device: {string.Join(", ", HardwareCatalog.Names)}, or a file. Without it this machine's processor is measured.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<string?>("--out")
        {
            Description = "Write the description there, a file that ends in .json.",
        };
        var force = new Option<bool>("--force") { Description = "Replace that file if it is there." };
        var json = new Option<bool>("--json") { Description = "Write JSON for other programs." };
        var command = new Command(
            "hardware",
            "Measure this machine, or show a device's figures with their sources. Example: 'moe hardware --out mine.json', then 'moe whatif MODEL --hardware mine.json'."
        )
        {
            name,
            output,
            force,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                if (parsed.GetValue(output) is { } target)
                {
                    OutputFile.Check("--out", target, [parsed.GetValue(name)], parsed.GetValue(force));
                }

                var found = parsed.GetValue(name) is { } device
                    ? HardwareCatalog.Load(device)
                    : MachineProbe.Describe(cancel: stop);
                if (parsed.GetValue(output) is { } file)
                {
                    AtomicFile.WriteText(file, found.ToJson() + "\n");
                }

                Console.WriteLine(parsed.GetValue(json) ? found.ToJson() : string.Join('\n', Lines(found)));
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static IEnumerable<string> Lines(HardwareDescription device)
    {
        string Row(string what, double value, string unit, string source) =>
            string.Create(CultureInfo.InvariantCulture, $"{what, -22}{value, 10:0.###} {unit, -9} {source}");
        yield return $"{device.Name}: {device.Title}";
        yield return Row("memory bandwidth", device.BandwidthGbS.Value, "GB/s", device.BandwidthGbS.Source);
        yield return Row("bf16 products", device.ProductTflopS.Value, "TFLOP/s", device.ProductTflopS.Source);
        yield return Row("memory", device.MemoryGb.Value, "GB", device.MemoryGb.Source);
        yield return Row("processors", device.Processors.Value, string.Empty, device.Processors.Source);
        yield return Row("to other devices", device.LinkGbS.Value, "GB/s", device.LinkGbS.Source);
        if (device.Measured is { } seen)
        {
            yield return Row("measured: copy", seen.CopyGbS, "GB/s", seen.Source);
            yield return Row("measured: read", seen.ReadGbS, "GB/s", seen.Source);
            yield return Row("measured: products", seen.ProductTflopS, "TFLOP/s", seen.Source);
        }
    }
}
