using System.Diagnostics;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Configs;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Interchange.Import;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Pruning;
using MoeNotebooks.Tests.Evaluation;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Files;

/// <summary>
/// Every reader of a model's or a task's files refuses what stands in for them, and waits for no pipe.
/// </summary>
public sealed class InputFileTests
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    private const string Page = "\n<!DOCTYPE html><html></html>";

    private static readonly Dictionary<string, Action<TemporaryFolder>> Readers = new()
    {
        ["config.json"] = folder => ModelConfig.Load(folder.Path),
        ["tokenizer.json"] = folder => TokenizerJson.Load(folder.Path),
        ["tokenizer_config.json"] = folder => TokenizerJson.Load(folder.Path),
        ["model.safetensors.index.json"] = folder => Checkpoint.Open(folder.Path),
        ["model.safetensors"] = folder => Checkpoint.Open(folder.Path),
        ["policy.json"] = folder => PolicyArguments.ReadPolicy(folder["policy.json"]),
        ["mask.json"] = folder => PolicyArguments.ReadMask(folder["mask.json"]),
        ["sweep.json"] = folder => SweepSpec.Load(folder["sweep.json"]),
        ["texts.json"] = folder => TokenizedTexts.ReadTexts(folder["texts.json"]),
        ["tokens.json"] = folder => LogitsCommand.ReadSequences(folder["tokens.json"]),
        ["hardware.json"] = folder => HardwareCatalog.Load(folder["hardware.json"]),
        ["engine.json"] = folder => EngineDescription.Load(folder["engine.json"]),
        ["measured.jsonl"] = folder => MeasuredRow.Load(folder["measured.jsonl"]),
        ["notebook.ipynb"] = folder => Notebook.Load(folder["notebook.ipynb"]),
        ["results_1.json"] = folder => LmEvalImport.Read(folder.Path),
        ["samples_rte_1.jsonl"] = folder => LmEvalImport.Read(folder.Path),
        ["perplexity.txt"] = folder => TextWindows.Read(folder["perplexity.txt"], new FakeTokenizer(), 8),
        ["calibration.txt"] = folder => CalibrationTexts.Read(folder["calibration.txt"], new FakeTokenizer(), 8),
        ["rows.jsonl"] = folder => JsonLines.Read(folder["rows.jsonl"], Schema),
        ["rows.parquet"] = folder => ParquetFile.ReadAsync(folder["rows.parquet"], Schema).GetAwaiter().GetResult(),
    };

    private static DatasetSchema Schema => new(null, new DatasetField("text", FieldKind.Text));

    public static TheoryData<string> Names => [.. Readers.Keys];

    /// <summary>Those that read JSON or a binary form; a text may be anything.</summary>
    public static TheoryData<string> Formats =>
        [.. Readers.Keys.Where(name => !name.EndsWith(".txt", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_stands_in_for_a_file_is_named(string name)
    {
        using var folder = Folder(name);
        folder.Write(name, Pointer);
        var pointer = Should.Throw<MoeDataException>(() => Readers[name](folder));
        pointer.Message.ShouldContain("git-LFS pointer, not the file itself");
        pointer.Message.ShouldContain("'git lfs pull' or 'moe download'");
        folder.Write(name, Page);
        var page = Should.Throw<MoeDataException>(() => Readers[name](folder));
        page.Message.ShouldContain("web page, not the file itself: download the file again");
        page.Message.ShouldContain(name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_pipe_or_a_device_is_not_waited_for(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a pipe with mkfifo");
        using var folder = Folder(name);
        File.Delete(folder[name]);
        using (var mkfifo = Process.Start("mkfifo", [folder[name]]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Refused();
        File.Delete(folder[name]);
        File.CreateSymbolicLink(folder[name], "/dev/zero");
        await Refused();

        async Task Refused()
        {
            var read = Task.Run(
                () => Should.Throw<MoeDataException>(() => Readers[name](folder)).Message,
                TestContext.Current.CancellationToken
            );
            (await read.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldContain(name);
        }
    }

    [Theory]
    [InlineData(
        "The JSON value could not be converted to System.Nullable`1[System.Int32]. Path: $.limit",
        "The JSON value could not be converted to a whole number. Path: $.limit"
    )]
    [InlineData(
        "The JSON value could not be converted to System.Boolean. Path: $",
        "The JSON value could not be converted to true or false. Path: $"
    )]
    [InlineData("cannot convert System.String", "cannot convert a text")]
    public void Types_are_said_in_words(string message, string expected) =>
        new MoeDataException("file", string.Empty, message).Message.ShouldBe("file: " + expected);

    /// <summary>A folder in which the other files that the reader opens first are right.</summary>
    private static TemporaryFolder Folder(string name)
    {
        var folder = new TemporaryFolder();
        if (name == "tokenizer_config.json")
        {
            using var tokenizer = new MoeNotebooks.Tests.Tokenization.TinyTokenizer();
            folder.Write("tokenizer.json", tokenizer.Root.ToJsonString());
        }
        else if (name == "samples_rte_1.jsonl")
        {
            folder.Write("results_1.json", """{"results": {"rte": {"acc,none": 1.0}}}""");
        }

        return folder;
    }
}
