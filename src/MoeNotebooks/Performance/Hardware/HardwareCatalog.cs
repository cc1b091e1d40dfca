using MoeNotebooks.Errors;

namespace MoeNotebooks.Performance.Hardware;

/// <summary>The devices that this kit describes, and those that a user describes.</summary>
public static class HardwareCatalog
{
    private const string Kind = "hardware";

    /// <summary>The names of the devices under <c>data/hardware</c>.</summary>
    public static IReadOnlyList<string> Names => Descriptions.Names(Kind);

    /// <summary>Reads a description.</summary>
    /// <param name="nameOrPath">A name, or the path of a file that ends in <c>.json</c>.</param>
    /// <exception cref="MoeMissingException">There is none; says which there are.</exception>
    /// <exception cref="MoeDataException">The file is no description; says all that is wrong.</exception>
    public static HardwareDescription Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        var found = Descriptions.Load(Kind, nameOrPath, DescriptionJson.Default.HardwareDescription);
        string[] problems = [.. found.Problems()];
        return problems.Length == 0 ? found : throw MoeDataException.Many(nameOrPath, problems);
    }
}
