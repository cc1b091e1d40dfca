using System.CommandLine;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe kernel</c>, hidden: the process in which a notebook's cells run.</summary>
internal static class KernelCommand
{
    public static Command Create()
    {
        var command = new Command("kernel", "Run the cells that come over standard input; used by the kit itself.")
        {
            Hidden = true,
        };
        command.SetAction((_, _) => KernelProcess.RunAsync());
        return command;
    }
}
