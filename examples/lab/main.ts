import './style.css';
import { startBall } from './ball/ball.js';
import { startLab } from './view/lab.js';

startBall();
await startLab();
