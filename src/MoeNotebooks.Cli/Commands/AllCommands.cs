using System.CommandLine;
using MoeNotebooks.Cli.Commands.Loadtest;
using MoeNotebooks.Cli.Commands.WhatIf;
using MoeNotebooks.Cli.Help;

namespace MoeNotebooks.Cli.Commands;

/// <summary>The command <c>moe</c> with everything it can do.</summary>
internal static class AllCommands
{
    public static RootCommand Create() =>
        ShowHelp.In(
            new("MoE inference, evaluation and the paper's experiments.")
            {
                // one line for each command, in alphabetical order
                BenchCommand.Create(),
                CalibrateCommand.Create(),
                DoctorCommand.Create(),
                DownloadCommand.Create(),
                EvalCommand.Create(),
                GenerateCommand.Create(),
                HardwareCommand.Create(),
                ImportCommand.Create(),
                InfoCommand.Create(),
                KernelCommand.Create(),
                LoadtestCommand.Create(),
                LogitsCommand.Create(),
                MergeCommand.Create(),
                NotebookCommand.Create(),
                PruneCommand.Create(),
                ReproduceCommand.Create(),
                SearchCommand.Create(),
                ServeCommand.Create(),
                StoreCommand.Create(),
                SweepCommand.Create(),
                TokenizeCommand.Create(),
                TraceCommand.Create(),
                TrainCommand.Create(),
                WhatIfCommand.Create(),
                WorldCommand.Create(),
            }
        );
}
