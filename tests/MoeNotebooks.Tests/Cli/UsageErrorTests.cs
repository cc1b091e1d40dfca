using System.CommandLine;
using MoeNotebooks.Cli;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("", "which command? notebook, bench ('moe --help' says more)")]
    [InlineData("notbook", "unknown command 'notbook' (did you mean 'notebook'?) ('moe --help' says more)")]
    [InlineData("--hepl", "unknown option '--hepl' (did you mean '--help'?) ('moe --help' says more)")]
    [InlineData(
        "notebook run a b --tmeout 3",
        "unknown option '--tmeout' (did you mean '--timeout'?) ('moe notebook run --help' says more)"
    )]
    [InlineData("notebook run a b --xyzzy", "unknown option '--xyzzy' ('moe notebook run --help' says more)")]
    [InlineData("notebook run a b c", "unknown argument 'c' ('moe notebook run --help' says more)")]
    [InlineData(
        "notebook run",
        "Required argument 'NOTEBOOK' missing for command: 'run' ('moe notebook run --help' says more)"
    )]
    [InlineData(
        "notebook run a b --timeout",
        "Required argument missing for option: '--timeout' ('moe notebook run --help' says more)"
    )]
    [InlineData(
        "notebook run a b --timeout x",
        "Cannot parse argument 'x' for option '--timeout' as a number ('moe notebook run --help' says more)"
    )]
    [InlineData(
        "notebook run a b --timeout 0",
        "--timeout 0: must be from 0.1 to 604800 ('moe notebook run --help' says more)"
    )]
    [InlineData(
        "notebook run a b --timeout NaN",
        "--timeout NaN: must be from 0.1 to 604800 ('moe notebook run --help' says more)"
    )]
    [InlineData(
        "bench --layers 99999999999",
        "Cannot parse argument '99999999999' for option '--layers' as a whole number, 2147483647 at most ('moe bench --help' says more)"
    )]
    [InlineData(
        "bench --depth x",
        "Cannot parse argument 'x' for option '--depth' as a whole number, 2147483647 at most ('moe bench --help' says more)"
    )]
    public void A_wrong_command_line_is_answered_in_one_line_with_what_was_meant(string typed, string line) =>
        UsageError
            .Line(new RootCommand { NotebookCommand.Create(), BenchCommand.Create() }.Parse(typed))
            .ShouldBe(line);
}
