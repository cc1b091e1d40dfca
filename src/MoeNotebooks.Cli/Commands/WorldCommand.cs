using System.CommandLine;
using MoeNotebooks.Files;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe world</c>: writes the six synthetic evaluation sets and a sample of the training text.</summary>
internal static class WorldCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out")
        {
            Description = "The folder.",
            DefaultValueFactory = _ => "artifacts/mini-world",
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Another world than the one shipped.",
            DefaultValueFactory = _ => World.DefaultSeed,
            Recursive = true,
        };
        var force = new Option<bool>("--force")
        {
            Description = "Replace the files of another world; the same files may be written again without it.",
        };
        var command = new Command(
            "world",
            "Write the synthetic mini world's test and dev sets and a sample of its training text; check: what shortcuts score on them."
        )
        {
            output.NotEmpty(),
            seed,
            force,
            WorldCheckCommand.Create(seed),
        };
        command.SetAction(parsed =>
        {
            var (world, folder) = (new World(parsed.GetValue(seed)), parsed.GetRequiredValue(output));
            OutputFile.CheckFolder("--out", folder);
            foreach (var (name, text) in MiniWorldFiles.Texts(world))
            {
                var path = Path.Combine(folder, name);
                OutputFile.Check(
                    "--out",
                    path,
                    [],
                    replace: parsed.GetValue(force) || (File.Exists(path) && File.ReadAllText(path) == text)
                );
            }

            foreach (var path in MiniWorldFiles.Write(world, folder))
            {
                Console.WriteLine(path);
            }

            return 0;
        });
        return command;
    }
}
