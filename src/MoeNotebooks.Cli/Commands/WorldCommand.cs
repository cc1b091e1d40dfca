using System.CommandLine;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe world</c>: writes the six synthetic evaluation sets and a sample of the training text.</summary>
internal static class WorldCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The folder.", DefaultValueFactory = _ => "data/mini" };
        var seed = new Option<int>("--seed") { Description = "Another world than the one shipped.", DefaultValueFactory = _ => World.DefaultSeed };
        var command = new Command("world", "Write the synthetic mini world's evaluation sets and a sample of its training text.") { output.NotEmpty(), seed };
        command.SetAction(parsed =>
        {
            foreach (var path in MiniWorldFiles.Write(new World(parsed.GetValue(seed)), parsed.GetRequiredValue(output)))
            {
                Console.WriteLine(path);
            }

            return 0;
        });
        return command;
    }
}
