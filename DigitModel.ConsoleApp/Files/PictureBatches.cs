using System.Runtime.ExceptionServices;
using DigitPictures;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Works on pictures on all processors, and hands the results on in the pictures' order.</summary>
internal static class PictureBatches
{
    /// <summary>Pictures in work at a time, so that memory does not grow with their number.</summary>
    private const int Size = 256;

    /// <param name="pictures">The pictures.</param>
    /// <param name="work">What to do with each; called from several threads.</param>
    /// <param name="write">Takes each result.</param>
    /// <param name="cancellation">Ends the work after the batch under way.</param>
    /// <returns>
    /// How many pictures could not be read. Each was told of on standard error in one line, and the others were worked on all
    /// the same.
    /// </returns>
    public static int Run<TResult>(
        IReadOnlyList<PictureInput> pictures,
        Func<PictureInput, GrayPicture, TResult> work,
        Action<PictureInput, TResult> write,
        CancellationToken cancellation)
    {
        int unreadable = 0;
        for (int first = 0; first < pictures.Count && !cancellation.IsCancellationRequested; first += Size)
        {
            int count = Math.Min(Size, pictures.Count - first);
            (TResult? Result, PictureFormatException? Problem)[] results = new (TResult?, PictureFormatException?)[count];
            Work(count, i => results[i] = Try(pictures[first + i], work));
            for (int i = 0; i < count; i++)
            {
                if (results[i].Problem is PictureFormatException problem)
                {
                    Failure.Tell(problem);
                    unreadable++;
                }
                else
                {
                    write(pictures[first + i], results[i].Result!);
                }
            }
        }

        return unreadable;
    }

    /// <summary>What goes wrong with the work itself, such as a full disk, goes wrong as it would on one thread.</summary>
    private static void Work(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, work);
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    private static (TResult? Result, PictureFormatException? Problem) Try<TResult>(
        PictureInput picture, Func<PictureInput, GrayPicture, TResult> work)
    {
        try
        {
            return (work(picture, GrayPicture.Load(picture.Path)), null);
        }
        catch (PictureFormatException error)
        {
            return (default, error);
        }
    }
}
