using Microsoft.Data.Analysis;
using MoeNotebooks.Charts;
using MoeNotebooks.Notebooks;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class NotebookProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Figures_and_tables_become_files_and_all_else_is_printed()
    {
        var program = Make();
        program.Show(
            new Figure(
                "Heights",
                new Axis("x"),
                new Axis("y"),
                [new Series("some", ResultKind.Measured, [1, 2], [3, 4])]
            ),
            "cell-1"
        );
        program.Show(
            PublishedTable.Of(
                "powers",
                [new { Name = "a,b", Value = 1.5 }, new { Name = "c", Value = 12.0 }],
                ResultKind.Measured,
                "Powers."
            ),
            "cell-2"
        );
        program.Show(new DataFrame(new Int32DataFrameColumn("n", [7])), "cell-3");
        program.Show(FormattableString.Invariant($"{1.5:0.00}"), "cell-4");
        program.Show(2.5, "cell-5");
        program.Show(null, "cell-6");

        File.ReadAllBytes(_folder["out/cell-1.png"])[1..4].ShouldBe("PNG"u8.ToArray());
        File.ReadAllText(_folder["out/powers.csv"]).ShouldBe("Name,Value\n\"a,b\",1.5\nc,12\n");
        _output
            .ToString()
            .ReplaceLineEndings("\n")
            .ShouldBe(
                $"""

                Heights: some — this machine (measured)
                -> {_folder["out/cell-1.png"]}

                Powers. (measured)
                Name  Value
                ----  -----
                a,b     1.5
                c      12.0
                -> {_folder["out/powers.csv"]}

                n
                -
                7

                1.50

                2.5



                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void Parameters_are_read_in_their_types_and_what_is_not_given_stays()
    {
        var program = Make(
            "-p",
            "points=20",
            "--parameter",
            "name=mini",
            "-p",
            "levels=[1, 3]",
            "-p",
            "share=2",
            "-p",
            "fast=true",
            "-p",
            "texts=[\"a\"]"
        );
        program.Parameter("points", 5, 1, 100).ShouldBe(20);
        program.Parameter("name", "x").ShouldBe("mini");
        program.Parameter("levels", new[] { 9 }, 1, 6).ShouldBe([1, 3]);
        program.Parameter("share", 0.5).ShouldBe(2.0);
        program.Parameter("fast", false).ShouldBeTrue();
        program.Parameter("texts", Array.Empty<string>()).ShouldBe(["a"]);
        program.Parameter("other", 7).ShouldBe(7);
        program.Problem.ShouldBeNull();
        program.Folder.ShouldBe(_folder["out"]);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var program = Make("-p", "points=200", "-p", "pionts=1", "-p", "points=3", "--help", "-p", "x");
        program.Parameter("points", 5, 1, 100).ShouldBe(5);
        program.Problem.ShouldBe(
            "-p points: is given twice; '--help' is not understood; -p x: has no value; -p points: is 200; it is a whole number from 1 to 100; "
                + "-p pionts: there is no such parameter. Give --out FOLDER, or -p NAME=VALUE for one of points"
        );
    }

    [Fact]
    public void Without_a_folder_files_go_beside_the_program_s_name()
    {
        new NotebookProgram("07-x", []).Folder.ShouldBe(Path.GetFullPath("07-x-results"));
        Should.Throw<NotSupportedException>(() =>
            new NotebookProgram("a", ["-p", "x=1"]).Parameter("x", DateTime.MinValue)
        );
    }

    private NotebookProgram Make(params string[] arguments) =>
        new("name", ["--out", _folder["out"], .. arguments], _output);
}
