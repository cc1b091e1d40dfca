namespace MoeNotebooks.Mutants;

/// <summary>
/// The class that is compiled into the mutated library: which mutant is on, and which places were reached.
/// </summary>
internal static class Switch
{
    public const string TypeName = "MoeNotebooks.MutantSwitch";

    public const string Variable = "MOE_MUTANT";

    public const string Source = $$"""
        namespace MoeNotebooks;

        internal static class MutantSwitch
        {
            public static volatile int Active = int.Parse(System.Environment.GetEnvironmentVariable("{{Variable}}") ?? "-1");
            public static bool[]? Seen;

            public static bool On(int id)
            {
                if (Seen is { } seen)
                {
                    seen[id] = true;
                }

                return id == Active;
            }
        }
        """;

    public static string On(int id) => $"global::{TypeName}.On({id})";
}
