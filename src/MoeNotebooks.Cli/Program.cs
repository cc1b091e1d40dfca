using MoeNotebooks.Cli;
using MoeNotebooks.Cli.Commands;

StandardStreams.Guard();
return await Runner.RunAsync(AllCommands.Create(), args);
