using System.CommandLine;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe doctor</c>: says what this machine has and whether libtorch loads.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what this machine has and whether libtorch loads.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        Console.WriteLine($".NET      {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Console.WriteLine($"cores     {Environment.ProcessorCount}");
        using var ones = torch.ones(2, 2);
        Console.WriteLine($"libtorch  {torch.__version__}, {torch.get_num_threads()} threads, CUDA {(torch.cuda.is_available() ? "yes" : "no")}");
        return ones.sum().item<float>() == 4f ? 0 : 1;
    }
}
