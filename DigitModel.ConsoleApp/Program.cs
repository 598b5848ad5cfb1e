return MlNetDigits.ConsoleApp.App.Run(args);
