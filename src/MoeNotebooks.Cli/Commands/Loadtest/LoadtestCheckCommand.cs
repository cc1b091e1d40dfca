using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>
/// <c>moe loadtest check</c>: whether a running engine runs with the experts that it is said to run with.
/// </summary>
internal static class LoadtestCheckCommand
{
    public static Command Create()
    {
        var served = new ServedEngineOptions();
        var experts = new Option<int?>("--experts") { Description = "Experts per token." };
        var command = new Command(
            "check",
            "Ask a running engine with how many experts it runs; exit code 3 where it does not say so, or says otherwise. Example: 'moe loadtest check --base-url http://127.0.0.1:30000/v1 --experts 4'."
        )
        {
            experts,
        };
        served.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                var options = served.Options(parsed)
                    ?? throw new MoeUsageException("--base-url", "is missing", "Give the engine's address up to /v1");
                var report = await EngineReport.ReadAsync(options, stop);
                var found = served.Experts(parsed, parsed.GetValue(experts), served.Reports(parsed, report));
                Console.WriteLine(
                    found.Evidence
                        ?? throw new MoeUsageException(
                            "loadtest check",
                            "nothing is claimed",
                            "Give --experts or --kept"
                        )
                );
                return 0;
            }
        );
        return command;
    }
}
