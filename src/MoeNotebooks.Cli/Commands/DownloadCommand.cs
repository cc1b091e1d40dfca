using System.CommandLine;
using MoeNotebooks.Hub;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe download</c>: fetches a repository into the Hugging Face cache.</summary>
internal static class DownloadCommand
{
    private static readonly Argument<string> Repository = new("ORG/NAME")
    {
        Description = "The repository on the hub.",
    };

    private static readonly Option<string?> Revision = new("--revision")
    {
        Description = "A branch, tag or commit (default: main).",
    };

    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Only files that match: '*.json'; may be repeated. * stands for any text, / included.",
    };

    private static readonly Option<bool> Dataset = new("--dataset")
    {
        Description = "The repository is a data set, not a model.",
    };

    public static Command Create()
    {
        var command = new Command(
            "download",
            "Fetch a repository from the Hugging Face hub into its standard cache; continues what was stopped."
        )
        {
            Repository,
            Revision,
            Include,
            Dataset,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var id = RepoId.Parse(parsed.GetRequiredValue(Repository));
        var type = parsed.GetValue(Dataset) ? RepoType.Dataset : RepoType.Model;
        using var client = new HubClient(HubOptions.FromEnvironment());
        var folder = await client.DownloadAsync(
            type,
            id,
            parsed.GetValue(Revision),
            parsed.GetValue(Include) ?? [],
            ConsoleProgress.Create(),
            cancellation
        );
        Console.WriteLine(folder);
        return 0;
    }
}
