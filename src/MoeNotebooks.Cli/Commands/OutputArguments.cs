using System.CommandLine;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Commands;

/// <summary>A file that a command writes: its option, and --force.</summary>
internal sealed class OutputArguments(Option<string> output)
{
    private readonly Option<bool> _force = new("--force")
    {
        Description = "Replace the output if it is there; an input never.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(output);
        command.Options.Add(_force);
    }

    /// <summary>The file, checked before anything is computed.</summary>
    public string Checked(ParseResult parsed, params IEnumerable<string?> inputs)
    {
        var path = parsed.GetRequiredValue(output);
        OutputFile.Check(output.Name, path, inputs, parsed.GetValue(_force));
        return path;
    }
}
