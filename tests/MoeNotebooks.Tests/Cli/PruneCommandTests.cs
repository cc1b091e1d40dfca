using MoeNotebooks.Checkpoints;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
[References]
public sealed class PruneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("soft-count", "--calibration")]
    [InlineData("hard-count", "--calibration")]
    [InlineData("even", null)]
    [InlineData("ean", "--calibration")]
    [InlineData("weighted-ean", "--calibration")]
    [InlineData("reap", "--calibration")]
    [InlineData("man", "--calibration")]
    [InlineData("msan", "--calibration")]
    [InlineData("easy-ep", "--calibration")]
    [InlineData("reconstruction", "--calibration")]
    [InlineData("aimer", null)]
    [InlineData("random", null)]
    [InlineData("last", null)]
    public async Task The_smaller_checkpoint_gives_what_the_mask_gives(string criterion, string? calibration)
    {
        var text = _folder.Write(
            "text.txt",
            string.Concat(Enumerable.Repeat("The earth goes around the sun in one year. ", 40))
        );
        string[] more = calibration is null ? [] : [calibration, text];
        var (exit, said, error) = await RunAsync([
            LmEvalGolden.Model,
            "--criterion",
            criterion,
            "--keep",
            "6",
            "--out",
            _folder["small"],
            "--mask-out",
            _folder["mask.json"],
            .. more,
        ]);
        exit.ShouldBe(0, error);
        said.ShouldContain("6 of");
        said.ShouldContain("by " + criterion);
        var mask = ExpertMask.Parse("mask.json", File.ReadAllText(_folder["mask.json"]));
        mask.Kept.Values.ShouldAllBe(kept => kept.Count == 6);
        using var scope = NewDisposeScope();
        using var whole = MoeModel.Open(LmEvalGolden.Model, new ModelOptions { Notify = _ => { } });
        using var small = MoeModel.Open(_folder["small"], new ModelOptions { Notify = _ => { } });
        var ids = tensor(new long[] { 5, 6, 7, 8, 9 }).unsqueeze(0);
        Golden.ShouldBeClose(small.Forward(ids), whole.Forward(ids, mask: mask), criterion, 1e-5);
    }

    [Theory]
    [InlineData(
        2,
        "2 problems: (1) --calibration: is missing; soft-count counts over a text; (2) --out: is missing",
        "--criterion",
        "soft-count",
        "--keep",
        "2"
    )]
    [InlineData(
        2,
        "--calibration: has no meaning with odd",
        "--criterion",
        "odd",
        "--keep",
        "2",
        "--calibration",
        "a.txt",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--budget global: makes layers of different sizes, which a checkpoint cannot have",
        "--criterion",
        "aimer",
        "--keep",
        "2",
        "--budget",
        "global",
        "--out",
        "o"
    )]
    [InlineData(
        2,
        "--budget: has no meaning with --mask",
        "--mask",
        "m.json",
        "--budget",
        "global",
        "--mask-out",
        "o.json"
    )]
    [InlineData(
        2,
        "budget: cannot be global by odd indices",
        "--criterion",
        "odd",
        "--keep",
        "2",
        "--budget",
        "global",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--calibration: is missing; reconstruction counts over a text",
        "--criterion",
        "reconstruction",
        "--keep",
        "2",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--seed: has no meaning with odd",
        "--criterion",
        "odd",
        "--keep",
        "2",
        "--seed",
        "3",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--window: has no meaning with random",
        "--criterion",
        "random",
        "--keep",
        "2",
        "--window",
        "3",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "prune: 3 problems: (1) --keep: is '0'; it is a number of experts such as 32, at least 1, or a percentage above 0 and up to 100 such as 50%; (2) --calibration: is missing; soft-count counts over a text; (3) --out: is missing",
        "--criterion",
        "soft-count",
        "--keep",
        "0"
    )]
    [InlineData(
        2,
        "--keep: is '-2'; it is",
        "--criterion",
        "soft-count",
        "--keep",
        "-2",
        "--calibration",
        "none.txt",
        "--mask-out",
        "m.json"
    )] // before the text is looked for
    [InlineData(
        2,
        "--keep: is '0%'; it is",
        "--criterion",
        "soft-count",
        "--keep",
        "0%",
        "--calibration",
        "none.txt",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--keep: is 'NaN%'; it is",
        "--criterion",
        "soft-count",
        "--keep",
        "NaN%",
        "--calibration",
        "none.txt",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "keep: is 1000; a layer has ",
        "--criterion",
        "soft-count",
        "--keep",
        "1000",
        "--calibration",
        "none.txt",
        "--mask-out",
        "m.json"
    )]
    [InlineData(2, "keep: is 1000", "--criterion", "odd", "--keep", "1000", "--mask-out", "m.json")]
    [InlineData(2, "is 1% of ", "--criterion", "odd", "--keep", "1%", "--mask-out", "m.json")]
    [InlineData(
        2,
        "is 'half'; it is a number of experts",
        "--criterion",
        "odd",
        "--keep",
        "half",
        "--mask-out",
        "m.json"
    )]
    [InlineData(2, "--criterion: is missing; or give a --mask", "--mask-out", "m.json")]
    [InlineData(2, "--keep: is missing", "--criterion", "odd", "--mask-out", "m.json")]
    [InlineData(
        2,
        "2 problems: (1) --calibration: is missing; --replace constant counts over a text; (2) --replace constant: needs --constants-out",
        "--criterion",
        "odd",
        "--keep",
        "2",
        "--replace",
        "constant",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--replace constant: no checkpoint has experts that give a constant",
        "--criterion",
        "ean",
        "--keep",
        "2",
        "--calibration",
        "a.txt",
        "--replace",
        "constant",
        "--constants-out",
        "c",
        "--out",
        "o"
    )]
    [InlineData(
        2,
        "--replace merge: needs --out",
        "--criterion",
        "ean",
        "--keep",
        "2",
        "--calibration",
        "a.txt",
        "--replace",
        "merge",
        "--mask-out",
        "m.json"
    )]
    [InlineData(
        2,
        "--constants-out: needs --replace constant",
        "--criterion",
        "odd",
        "--keep",
        "2",
        "--constants-out",
        "c"
    )]
    [InlineData(2, "'best' not recognized. Must be one of", "--criterion", "best", "--keep", "2")]
    [InlineData(
        4,
        "none.txt: there is no such file",
        "--criterion",
        "soft-count",
        "--keep",
        "2",
        "--calibration",
        "none.txt",
        "--mask-out",
        "m.json"
    )]
    public async Task What_cannot_be_done_is_said_in_one_line(int code, string message, params string[] args)
    {
        var (exit, _, error) = await RunAsync([LmEvalGolden.Model, .. args]);
        exit.ShouldBe(code, error);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_checkpoint_that_groups_forbid_is_refused_before_the_text_is_looked_for()
    {
        string[] args = ["mini-sigmoid", "--criterion", "soft-count", "--keep", "13", "--calibration", "none.txt"];
        var (exit, _, error) = await RunAsync([.. args, "--out", _folder["small"]]);
        (exit, error.Trim()).ShouldBe(
            (
                2,
                "moe: --keep: is 13; of a router with 8 groups a checkpoint keeps equally many of each. Keep a multiple of 8, or give --mask-out a file in place of --out"
            )
        );
        (await RunAsync([.. args, "--mask-out", _folder["mask.json"]])).Exit.ShouldBe(4);
    }

    [Theory]
    [InlineData("easy-ep")]
    [InlineData("reconstruction")]
    public async Task A_global_budget_keeps_as_many_over_all_layers_and_says_that_they_differ(string criterion)
    {
        var text = _folder.Write(
            "text.txt",
            string.Concat(Enumerable.Repeat("The earth goes around the sun in one year. ", 40))
        );
        var (exit, said, error) = await RunAsync([
            LmEvalGolden.Model,
            "--criterion",
            criterion,
            "--keep",
            "50%",
            "--budget",
            "global",
            "--calibration",
            text,
            "--mask-out",
            _folder["mask.json"],
        ]);
        exit.ShouldBe(0, error);
        var mask = ExpertMask.Parse("mask.json", File.ReadAllText(_folder["mask.json"]));
        using var model = MoeModel.Open(LmEvalGolden.Model, new ModelOptions { Notify = _ => { } });
        var rule = model.Config.Moe.Router;
        mask.Kept.Values.Sum(kept => kept.Count).ShouldBe(model.MoeLayers.Count * rule.Experts / 2);
        mask.Kept.Values.ShouldAllBe(kept => kept.Count >= rule.TrainedTopK);
        (
            mask.Kept.Values.Select(kept => kept.Count).Distinct().Count() == 1
            || error.Contains("layers keep different numbers of experts", StringComparison.Ordinal)
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task Results_name_what_they_rest_on_and_other_tools_read_them()
    {
        var text = _folder.Write("text.txt", "a");
        string[] files =
        [
            "--mask-out",
            _folder["mask.json"],
            "--profile-out",
            _folder["profile.json"],
            "--ranking-out",
            _folder["ranking.jsonl"],
        ];
        var (exit, said, error) = await RunAsync([
            LmEvalGolden.Model,
            "--criterion",
            "reap",
            "--keep",
            "50%",
            "--calibration",
            text,
            "--out",
            _folder["small"],
            .. files,
        ]);
        exit.ShouldBe(0, error);
        var mask = ExpertMask.Parse("mask.json", File.ReadAllText(_folder["mask.json"]));
        said.ShouldContain("mask_sha256 " + mask.Digest);
        said.ShouldContain("calibration_sha256 " + FileDigests.Of(text));
        error.ShouldContain("experts that no token of the text used: ");
        var header = File.ReadAllText(Path.Combine(_folder["small"], "model.safetensors"))[..2000];
        header.ShouldContain(mask.Digest);
        header.ShouldContain(FileDigests.Of(text));
        header.ShouldContain("\"pruning_criterion\":\"reap\"");
        foreach (
            var (form, more) in new[]
            {
                ("profile.json", Array.Empty<string>()),
                ("ranking.jsonl", ["--keep", "50%"]),
                ("mask.json", []),
            }
        )
        {
            (exit, _, error) = await RunAsync([
                LmEvalGolden.Model,
                "--mask",
                _folder[form],
                "--mask-out",
                _folder["again.json"],
                .. more,
            ]);
            exit.ShouldBe(0, error);
            ExpertMask.Parse("again.json", File.ReadAllText(_folder["again.json"])).ShouldBe(mask, form);
        }
    }

    [Fact]
    public async Task Pruned_experts_give_their_mean_or_are_merged_into_others()
    {
        var text = _folder.Write(
            "text.txt",
            string.Concat(Enumerable.Repeat("The earth goes around the sun in one year. ", 40))
        );
        string[] what =
        [
            LmEvalGolden.Model,
            "--criterion",
            "soft-count",
            "--keep",
            "50%",
            "--calibration",
            text,
            "--mask-out",
            _folder["mask.json"],
        ];
        var (exit, _, error) = await RunAsync([
            .. what,
            "--replace",
            "constant",
            "--constants-out",
            _folder["constants.safetensors"],
        ]);
        exit.ShouldBe(0, error);
        (exit, _, error) = await RunAsync([.. what, "--replace", "merge", "--out", _folder["merged"]]);
        exit.ShouldBe(0, error);
        error.ShouldContain("is as large as before: routers choose as they did");
        var mask = ExpertMask.Parse("mask.json", File.ReadAllText(_folder["mask.json"]));
        File.ReadAllText(Path.Combine(_folder["merged"], "model.safetensors"))[..2000]
            .ShouldContain("\"pruned_experts\":\"merge\"");
        var constants = ExpertConstants.Read(_folder["constants.safetensors"]);
        using var model = MoeModel.Open(_folder["merged"], new ModelOptions { Notify = _ => { } });
        foreach (var layer in model.MoeLayers)
        {
            constants
                .Vectors[layer]
                .Keys.Concat(mask.Kept[layer])
                .Order()
                .ShouldBe(Enumerable.Range(0, model.Config.Moe.Router.Experts));
        }

        var tokens = _folder.Write("tokens.json", """{"sequences": [[5, 6, 7, 8, 9]]}""");
        string[] logits =
        [
            LmEvalGolden.Model,
            "--tokens",
            tokens,
            "--constants",
            _folder["constants.safetensors"],
            "--out",
            _folder["logits.safetensors"],
        ];
        (exit, _, error) = await CommandRun.RunAsync(LogitsCommand.Create(), logits);
        exit.ShouldBe(0, error);
        using var scope = NewDisposeScope();
        using var written = SafetensorsFile.Open(_folder["logits.safetensors"]);
        written.Metadata["constants_sha256"].ShouldBe(constants.Digest);
        using var replaced = MoeModel.Open(
            LmEvalGolden.Model,
            new ModelOptions { Constants = constants, Notify = _ => { } }
        );
        Golden.ShouldBeClose(
            written.Read("logits.0"),
            replaced.Forward(tensor(new long[] { 5, 6, 7, 8, 9 }).unsqueeze(0))[0],
            "logits",
            1e-5
        );
        (exit, _, error) = await CommandRun.RunAsync(
            LogitsCommand.Create(),
            [.. logits, "--mask", _folder["mask.json"], "--force"]
        );
        (exit, error.Contains("--mask and --constants: only one of them can hold", StringComparison.Ordinal)).ShouldBe(
            (2, true),
            error
        );
    }

    private static Task<(int Exit, string Out, string Error)> RunAsync(params string[] args) =>
        CommandRun.RunAsync(PruneCommand.Create(), args);
}
