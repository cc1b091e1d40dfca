using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Cli.Scores;
using MoeNotebooks.Results;
using Spectre.Console;

namespace MoeNotebooks.Tests.Scores;

public sealed class ScoreboardTests
{
    private const string Gpu =
        "Series,Batch,MeasuredSpeedup,MeasuredError,PredictedSpeedup\nna3,1,1.14,0.005,1.1\nna3,16,1.25,,1.24\nna3,256,1.02,,1.02\nna2,1,1.17,0.005,1.14\nna2,16,1.41,,1.42\nna2,256,1.03,,1.03\n";
    private const string Mini =
        "Model,Policy,Experts,MeanExperts,Accuracy,StandardError,Difference,CorrectedLow95,CorrectedHigh95\nmini-softmax,trained,6 6,6,97,0.3,0,0,0\nmini-softmax,k=3,3 3,3,96.8,0.3,-0.2,-0.6,0.2\nmini-softmax,k=2,2 2,2,95,0.4,-2,-2.5,-1.5\n"
        + "mini-softmax,\"k=2, weights kept\",2 2,2,97,0.4,0,-0.5,0.5\nmini-coarse,k=1,1 1,1,97,0.4,0,-0.5,0.5\n";
    private const string Free =
        "Requests,Allocation,Experts,PredictedSpeedup,QuotedLost,LostError\n2,\"(4,2,4,16)\",3,1.24,0.9,0.7\n128,\"(4,2,4,16)\",3,1.03,0.9,0.7\n";

    [Fact]
    public void A_claim_takes_its_numbers_from_what_notebooks_published_with_their_errors()
    {
        var row = Row("at least 10 %", ("mini-allocations", Mini), ("skipping-h100", Gpu), ("free-gains", Free));
        ScoreRow
            .Cell(row.Measured)
            .Split('\n')
            .ShouldBe([
                "mini-softmax, k=3: -0.20 points (-0.60 to +0.20)",
                "H100, k = 3, 1 request: +14 % (+13 to +15)",
                "H100, k = 3, 16 requests: +25 % (error not known)",
                "H100, k = 3, 256 requests: +2 % (error not known)",
            ]);
        ScoreRow
            .Cell(row.Predicted)
            .ShouldBe(
                "(4,2,4,16), 0.9 points lost (quoted), 2 requests: +24 %\n(4,2,4,16), 0.9 points lost (quoted), 128 requests: +3 %"
            );
        row.Verdict.ShouldBe(Agreement.AgreesInPart); // at some loads, not at all
    }

    [Theory]
    [InlineData("1.24", "1.11", "1.14", "1.25", "1.12", Agreement.Agrees)]
    [InlineData("1.05", "1.03", "1.01", "1.02", "1.03", Agreement.Disagrees)]
    public void Other_numbers_turn_the_verdict(
        string low,
        string high,
        string one,
        string sixteen,
        string last,
        Agreement agreement
    )
    {
        var free = Free.Replace("1.24", low, StringComparison.Ordinal).Replace("1.03", high, StringComparison.Ordinal);
        var gpu = Gpu.Replace("1.14,0.005", one + ",0.005", StringComparison.Ordinal)
            .Replace("1.25", sixteen, StringComparison.Ordinal)
            .Replace("256,1.02", "256," + last, StringComparison.Ordinal);
        Row("at least 10 %", ("mini-allocations", Mini), ("skipping-h100", gpu), ("free-gains", free))
            .Verdict.ShouldBe(agreement);
    }

    [Theory]
    [InlineData("1.0", "1.1", "1.2", Agreement.Agrees)]
    [InlineData("1.2", "1.05", "1.15", Agreement.AgreesInPart)] // a valley: it comes back
    [InlineData("1.2", "1.1", "1.05", Agreement.Disagrees)]
    public void Growing_with_the_load_is_a_matter_of_the_whole_curve(
        string first,
        string middle,
        string last,
        Agreement agreement
    ) =>
        Row(
            "grows with the load",
            (
                "skipping-h100",
                $"Series,Batch,MeasuredSpeedup,MeasuredError\nna2,1,{first},\nna2,16,{middle},\nna2,256,{last},\n"
            )
        )
            .Verdict.ShouldBe(agreement);

    [Theory]
    [InlineData("1.01", "1.05", "1.02", Agreement.Agrees)]
    [InlineData("1.00", "1.40", "1.20", Agreement.AgreesInPart)]
    [InlineData("1.20", "1.40", "1.20", Agreement.Disagrees)]
    public void Little_is_less_than_a_tenth(string first, string best, string last, Agreement agreement) =>
        Row(
            "save little",
            (
                "pruning-h100",
                $"Series,Batch,MeasuredSpeedup,MeasuredError\nne32,1,{first},\nne32,16,{best},\nne32,256,{last},\n"
            )
        )
            .Verdict.ShouldBe(agreement);

    [Theory]
    [InlineData(-9, -11, -7, Agreement.Agrees)]
    [InlineData(-2, -4, -0.5, Agreement.Undecided)]
    [InlineData(-0.2, -0.8, 0.4, Agreement.Disagrees)]
    public void Much_accuracy_is_decided_by_the_best_way_to_keep_half_and_its_interval(
        double loss,
        double low,
        double high,
        Agreement agreement
    )
    {
        var row = Row(
            "much accuracy",
            (
                "pruning-criteria",
                FormattableString.Invariant(
                    $"Criterion,KeptPercent,Loss,LossLow95,LossHigh95\nchance,50,-20,-22,-18\nsoft count,50,{loss},{low},{high}\nsoft count,25,-30,-33,-27\n"
                )
            )
        );
        row.Verdict.ShouldBe(agreement);
        row.Measured!.ShouldHaveSingleItem().Value.ShouldBe(loss);
    }

    [Theory]
    [InlineData("1.00,1.02", "64,64", Agreement.Agrees)]
    [InlineData("1.90,2.10", "64,64", Agreement.AgreesInPart)] // not free, but the knee lies where it should
    [InlineData("1.90,2.10", "256,16", Agreement.Disagrees)]
    public void A_free_second_token_is_decided_by_the_interval(string interval, string knees, Agreement agreement) =>
        Row(
            "second token",
            (
                "free-window",
                $"On,Layer,SecondToken,Low,High,Knee,PredictedKnee\nthis machine,V2-Lite,1.5,{interval},{knees}\n"
            )
        )
            .Verdict.ShouldBe(agreement);

    [Fact]
    public void What_was_not_run_says_so_and_the_papers_figures_stand_all_the_same()
    {
        var rows = Scoreboard.Of(new ScoreSources([]));
        rows.Count.ShouldBe(12);
        rows.ShouldAllBe(row => row.Verdict == null && row.VerdictInWords == "not run");
        rows.Where(row => row.Measured is null).ShouldAllBe(row => ScoreRow.Cell(row.Measured) == "not run");
        rows.Count(row => row.Paper.Count > 0).ShouldBe(11);
        ScoreRow
            .Cell(rows.Single(row => row.Claim.StartsWith("Table 3", StringComparison.Ordinal)).Measured)
            .ShouldBe("-"); // nobody here can measure it
    }

    [Theory]
    [InlineData(160)]
    [InlineData(60)]
    public void A_terminal_of_any_width_shows_every_word(int width)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        ScoreboardText.Write(console, Scoreboard.Of(Sources(("skipping-h100", Gpu))));
        var text = writer.ToString();
        text.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= width);
        text.ShouldContain("moe reproduce --only 03");
        text.ShouldContain("not run");
        text.ShouldContain("+41 %");
    }

    [Fact]
    public void Page_and_json_hold_the_same_numbers()
    {
        var rows = Scoreboard.Of(Sources(("skipping-h100", Gpu)));
        ScoreboardHtml.Write(rows).ShouldContain("k = 2, 16 requests: +41 % (error not known)");
        var json = ScoreboardJson.Write(rows)[1]!;
        json["measured"]!
            .AsArray()
            .Select(reading => reading!["value"]!.GetValue<double>())
            .ShouldBe([17, 41, 3], 1e-9);
        json["predicted"].ShouldBeNull();
    }

    private static ScoreRow Row(string claim, params (string Name, string Csv)[] tables) =>
        Scoreboard.Of(Sources(tables)).Single(row => row.Claim.Contains(claim, StringComparison.Ordinal));

    private static ScoreSources Sources(params (string Name, string Csv)[] tables) =>
        new(tables.Select(table => new PublishedOutput.OfTable(table.Name, table.Csv)));
}
