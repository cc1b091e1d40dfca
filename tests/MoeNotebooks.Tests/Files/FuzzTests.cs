using MoeNotebooks.Faults.Fuzzing;

namespace MoeNotebooks.Tests.Files;

/// <summary>
/// Spoilt files of every format, the same ones each time: accepted, or refused in a line, and nothing else. The long
/// form: <c>dotnet run --project tests/MoeNotebooks.Faults -c Release -- fuzz all --seconds 600 --seed 2 --out
/// FOLDER</c>.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats => [.. FuzzProgram.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_spoilt_file_is_accepted_or_refused_and_nothing_else(string format)
    {
        var cases = format switch
        {
            "notebook" => 100,
            "journal" => 200,
            "parquet" or "trace" or "tokenizer" or "config" => 600,
            _ => 2500,
        };
        var code = FuzzProgram.Run(format, "cases", $"{cases}", "1", _folder.Path);
        code.ShouldBe(0, string.Join('\n', Directory.EnumerateFiles(_folder.Path, "*.txt").Select(File.ReadAllText)));
    }
}
