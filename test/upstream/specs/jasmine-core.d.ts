/** What the runner needs of jasmine-core 3, whose published types would take the place of Jest's. */
declare module 'jasmine-core' {
  namespace core {
    interface Failure {
      message: string;
    }
    interface Result {
      fullName: string;
      status: string;
      failedExpectations: Failure[];
    }
    interface Reporter {
      specStarted(spec: Result): void;
      specDone(spec: Result): void;
      suiteDone(suite: Result): void;
      jasmineDone(run: { failedExpectations: Failure[] }): void;
    }
    interface Environment {
      configure(options: { random: boolean }): void;
      addReporter(reporter: Reporter): void;
      execute(): void;
    }
    interface JasmineCore {
      boot(core: JasmineCore): { getEnv(): Environment };
    }
  }
  const core: core.JasmineCore;
  export = core;
}
