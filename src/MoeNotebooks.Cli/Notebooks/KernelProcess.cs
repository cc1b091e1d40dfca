using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// The other end of <see cref="ProcessKernel"/>: reads cells from standard input, one JSON text per line, and writes
/// outputs to standard output, each on a line of its own that begins with <see cref="Mark"/>. What native code
/// prints there comes between and counts as the cell's own output.
/// </summary>
internal static class KernelProcess
{
    /// <summary>Begins a line that is a message.</summary>
    public const char Mark = '\u001e'; // record separator

    public static async Task<int> RunAsync()
    {
        await using var output = new KernelWriter(StandardOutput());
        var cells = Channel.CreateUnbounded<string>();
        var reading = ReadCellsAsync(cells.Writer);
        Console.SetIn(TextReader.Null); // a cell that reads the keyboard must not eat messages
        await using var kernel = new InteractiveKernel();
        await foreach (var source in cells.Reader.ReadAllAsync())
        {
            output.Write(new CellOutput.End(await kernel.RunAsync(source, output.Write, CancellationToken.None)));
        }

        await reading;
        return 0;
    }

    /// <summary>
    /// Not the console's own stream: on Unix that one takes the lock of <see cref="Console.Out"/>, which a cell that
    /// prints holds while its text comes here.
    /// </summary>
    private static Stream StandardOutput() =>
        OperatingSystem.IsWindows()
            ? Console.OpenStandardOutput()
            : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    /// <summary>
    /// The pipe's end means that the other process wants no more, or is gone; a running cell is not waited for.
    /// </summary>
    private static async Task ReadCellsAsync(ChannelWriter<string> cells)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        while (await input.ReadLineAsync() is { } line)
        {
            await cells.WriteAsync(JsonNode.Parse(line)!.GetValue<string>());
        }

        Environment.Exit(0);
    }
}
