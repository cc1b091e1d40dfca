using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MoeNotebooks.Cli.Help;

/// <summary>What <c>--help</c> does: <see cref="HelpText"/>, as wide as the terminal.</summary>
internal sealed class ShowHelp : SynchronousCommandLineAction
{
    private const int WidthOfFiles = 100;
    private const int LeastWidth = 40;

    /// <summary>Puts it in the place of the library's own, which breaks words in two.</summary>
    public static RootCommand In(RootCommand root)
    {
        root.Options.OfType<HelpOption>().Single().Action = new ShowHelp();
        return root;
    }

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var line in HelpText.Lines(parseResult.CommandResult.Command, Width()))
        {
            Console.Out.WriteLine(line);
        }

        return 0;
    }

    private static int Width() =>
        Console.IsOutputRedirected || TextWrap.TerminalWidth() is not { } columns
            ? WidthOfFiles
            : Math.Max(LeastWidth, columns);
}
