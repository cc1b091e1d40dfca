using System.CommandLine;
using MoeNotebooks.Cli.Commands;

return await MoeNotebooks.Cli.Runner.RunAsync(new RootCommand("MoE inference, evaluation and the paper's experiments.")
{
    // one line a command, in alphabetical order
    DoctorCommand.Create(),
    DownloadCommand.Create(),
    EvalCommand.Create(),
    ImportCommand.Create(),
    InfoCommand.Create(),
    KernelCommand.Create(),
    LogitsCommand.Create(),
    MergeCommand.Create(),
    NotebookCommand.Create(),
    ReproduceCommand.Create(),
    SweepCommand.Create(),
    TokenizeCommand.Create(),
    TrainCommand.Create(),
    WorldCommand.Create(),
}, args);
