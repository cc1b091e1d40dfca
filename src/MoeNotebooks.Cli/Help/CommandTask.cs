namespace MoeNotebooks.Cli.Help;

/// <summary>Something that people come to do, and the commands for it.</summary>
/// <param name="Title">What they come to do.</param>
/// <param name="Commands">Commands of the root, each with a line that runs as it stands in the repository's
/// folder.</param>
internal sealed record CommandTask(string Title, IReadOnlyList<(string Command, string Example)> Commands);
