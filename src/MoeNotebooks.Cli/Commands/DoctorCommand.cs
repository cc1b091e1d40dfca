using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using MoeNotebooks.Cli.Doctor;
using MoeNotebooks.Cli.Help;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe doctor [MODEL]</c>: says all that is wrong or missing at once, with what to do about it; and what a model's
/// folder holds.
/// </summary>
internal static class DoctorCommand
{
    public const string Name = "doctor";

    public static Command Create()
    {
        var model = new Argument<string?>("MODEL")
        {
            Description =
                "A folder, a bundled model, or ORG/NAME: its files are checked and its weights looked through.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all")
        {
            Description = "Also ask the hub, and run one #r cell in the notebook kernel; takes some seconds more.",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON for other programs." };
        var command = new Command(
            Name,
            "Say what this machine has and what is wrong or missing, with the fix for each; check a model's files."
        )
        {
            model,
            all,
            json,
        };
        command.SetAction(
            (parsed, stop) => RunAsync(parsed.GetValue(model), parsed.GetValue(all), parsed.GetValue(json), stop)
        );
        return command;
    }

    private static async Task<int> RunAsync(string? model, bool all, bool json, CancellationToken stop)
    {
        var findings = new List<Finding>();
        foreach (var finding in MachineFindings.All().Concat(TorchFindings.All()).Append(KernelFindings.Now()))
        {
            Add(finding);
        }

        Add(
            all
                ? await HubFindings.TryAsync(HubOptions.FromEnvironment(), stop)
                : new("hub", FindingState.NotTried, "not asked (--all)")
        );
        Add(all ? await KernelCellAsync(stop) : new("#r cell", FindingState.NotTried, "not tried (--all)"));
        var report =
            model is null || findings.Exists(finding => finding is { Name: "libtorch", State: FindingState.Wrong })
                ? null
                : ModelReport.Make(model, stop);
        if (json)
        {
            WriteJson(findings, report);
        }
        else
        {
            foreach (var line in (report?.Lines() ?? []).Concat(Advice(findings)))
            {
                TextWrap.Write(
                    Console.Out,
                    line,
                    line.StartsWith("  ", StringComparison.Ordinal) ? Finding.AdviceColumn : 0
                );
            }
        }

        // notices alone are no failure
        return findings.Exists(finding => finding.State == FindingState.Wrong) || report is { NotFinite.Count: > 0 }
            ? 1
            : 0;

        // one by one: should the process end in native code, the lines before it are what helps
        void Add(Finding finding)
        {
            findings.Add(finding);
            if (!json)
            {
                TextWrap.Write(Console.Out, finding.Line, Finding.Column);
            }
        }
    }

    private static IEnumerable<string> Advice(List<Finding> findings)
    {
        string[] advice =
        [
            .. findings
                .Where(finding => finding.NeedsAdvice)
                .OrderByDescending(finding => finding.State)
                .Select(finding => finding.Advice),
        ];
        return advice.Length == 0
            ? [string.Empty, "Nothing is wrong or missing."]
            : [string.Empty, "What to do:", .. advice];
    }

    private static async Task<Finding> KernelCellAsync(CancellationToken stop)
    {
        var library = Path.Combine(AppContext.BaseDirectory, "MoeNotebooks.dll");
        try
        {
            return await StockKernel.TryAsync(Repository.Root(), library, stop);
        }
        catch (MoeMissingException)
        {
            return new(
                "#r cell",
                FindingState.NotTried,
                "not tried: the kernel's version is pinned in the repository, and this is not run there"
            );
        }
    }

    private static void WriteJson(List<Finding> findings, ModelReport? report) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    dotnet = Environment.Version.ToString(),
                    system = RuntimeInformation.OSDescription,
                    architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                    cores = Environment.ProcessorCount,
                    libtorch = findings.Exists(finding => finding is { Name: "libtorch", State: FindingState.Wrong })
                        ? null
                        : TorchReport.Make().Json(),
                    findings = findings.Select(finding => finding.Json()),
                    model = report?.Json(),
                }
            )
        );
}
