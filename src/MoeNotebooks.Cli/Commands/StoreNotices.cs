using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Cli.Commands;

/// <summary>Says what was found wrong with a store when it was opened.</summary>
internal static class StoreNotices
{
    public static void Print(Journal journal)
    {
        foreach (var notice in journal.Notices)
        {
            Console.Error.WriteLine("moe: " + notice);
        }
    }
}
